package desk

import (
	"io"
	"net/http"
	"net/url"
	"path"
	"strings"

	"github.com/evenhand/evenhand/internal/web"
)

// A fileIn is a small file that came with a form, whole.
type fileIn struct {
	name string
	text string
}

// readFiles reads a form with small files, of at most limit bytes in all.
func (v *visit) readFiles(limit int64) (*web.Form, map[string][]fileIn, error) {
	v.r.Body = http.MaxBytesReader(v.w, v.r.Body, limit)
	form, files := &web.Form{Values: url.Values{}}, map[string][]fileIn{}
	reader, err := v.r.MultipartReader()
	if err != nil {
		return nil, nil, web.ErrNotFound // no form of ours
	}
	for {
		part, err := reader.NextPart()
		if err == io.EOF {
			return form, files, nil
		}
		if err != nil {
			return nil, nil, err
		}
		body, err := io.ReadAll(part)
		if err != nil {
			return nil, nil, err
		}
		switch name := part.FileName(); {
		case name != "":
			text := strings.TrimPrefix(string(body), "\ufeff")
			files[part.FormName()] = append(files[part.FormName()], fileIn{path.Base(strings.ReplaceAll(name, `\`, "/")), text})
		case part.Header.Get("Content-Type") == "":
			form.Values.Add(part.FormName(), string(body))
		}
	}
}
