package desk

import (
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/evenhand/evenhand/internal/casework"
	"github.com/evenhand/evenhand/internal/web"
	"github.com/evenhand/evenhand/internal/web/component"
)

// What one request may bring, and one complaint.
const (
	mostBytes = 64 << 20
	mostFiles = 20
)

func evidenceParts(v *visit, d *draft, f *web.Form) component.Parts {
	upload := component.FileUpload{Field: f.Fill(component.Field{Name: "evidence", Label: v.say("complain.evidence"), Hint: v.say("complain.evidence.hint"), Heading: true, Optional: true}),
		Most: v.say("complain.evidence.most", "files", mostFiles, "size", size(mostBytes))}
	for _, x := range d.Files {
		kept := component.File{Name: x.Name, Size: size(x.Blob.Bytes), Remove: questionHref("evidence/" + x.ID + "/remove")}
		if x.Asked {
			kept.Note = v.provenance(x)
		}
		upload.Kept = append(upload.Kept, kept)
	}
	return component.Parts{upload, component.Details{Summary: v.say("complain.evidence.kept"), Text: v.say("complain.evidence.kept.text")}}
}

func evidenceRow(v *visit, d *draft) component.Row {
	r := component.Row{Key: v.say("complain.row.evidence")}
	var list []string
	for _, x := range d.Files {
		list = append(list, x.Answers.Get("title")+" ("+size(x.Blob.Bytes)+"): "+v.provenance(x))
	}
	if r.Text = strings.Join(list, "; "); len(list) == 0 {
		r.Text = v.say("complain.evidence.none")
	}
	return r
}

// size writes how large a file is.
func size(bytes int64) string {
	switch {
	case bytes >= 1<<20:
		return strconv.FormatFloat(float64(bytes)/(1<<20), 'f', 1, 64) + " MB"
	case bytes >= 1<<10:
		return strconv.FormatInt(bytes>>10, 10) + " kB"
	}
	return strconv.FormatInt(bytes, 10) + " B"
}

// unasked is the first file of which it has not been said where it comes from; empty when there is none.
func (d *draft) unasked() string {
	for _, x := range d.Files {
		if !x.Asked {
			return x.ID
		}
	}
	return ""
}

func (d *draft) file(id string) *draftFile {
	i := slices.IndexFunc(d.Files, func(x draftFile) bool { return x.ID == id })
	if i < 0 {
		return nil
	}
	return &d.Files[i]
}

// takeEvidence takes the page with the files, as a browser without scripts sends it.
func (v *visit) takeEvidence() error {
	values, wrong, err := v.receive()
	if err != nil {
		return err
	}
	var next string
	err = v.change(func(d *draft) error {
		i, asked, err := v.question(d)
		if err != nil {
			return err
		}
		f := &web.Form{Values: values}
		if wrong != "" {
			f.Problem("evidence", wrong)
		}
		next, err = v.answer(d, i, asked, f)
		return err
	})
	if err != nil {
		return err
	}
	return v.to(next)
}

// addEvidence takes files that a script sends one by one.
func (v *visit) addEvidence() error {
	_, wrong, err := v.receive()
	if err != nil {
		return err
	}
	if wrong != "" {
		http.Error(v.w, wrong, http.StatusUnprocessableEntity)
		return nil
	}
	v.w.WriteHeader(http.StatusNoContent)
	return nil
}

// receive reads a form with files, part by part. Each file is durable, and in the draft, before the next is read: what
// comes after it cannot lose it. Wrong says why not all were taken.
func (v *visit) receive() (values url.Values, wrong string, err error) {
	v.r.Body = http.MaxBytesReader(v.w, v.r.Body, mostBytes+mostForm)
	values = url.Values{}
	kind, params, err := mime.ParseMediaType(v.r.Header.Get("Content-Type"))
	if err != nil || kind != "multipart/form-data" || params["boundary"] == "" {
		return v.withoutFiles()
	}
	left := int64(mostForm)
	for parts := multipart.NewReader(v.r.Body, params["boundary"]); ; {
		part, err := parts.NextRawPart()
		if errors.Is(err, io.EOF) {
			return values, wrong, nil
		}
		if err == nil {
			if part.FileName() == "" {
				err = field(part, values, &left)
			} else if err = v.keepFile(part); errors.Is(err, errFull) {
				return values, v.say("complain.evidence.many", "files", mostFiles), nil
			}
		}
		if err != nil {
			wrong, err = v.unread(err)
			return values, wrong, err
		}
	}
}

// withoutFiles reads a form that brings no file.
func (v *visit) withoutFiles() (url.Values, string, error) {
	if err := v.r.ParseForm(); err != nil {
		wrong, err := v.unread(err)
		return url.Values{}, wrong, err
	}
	return v.r.PostForm, "", nil
}

// field reads a part that is no file. One that came without a name and without bytes is a place where no file was chosen.
// Left is how many bytes all such parts may still bring.
func field(part *multipart.Part, values url.Values, left *int64) error {
	text, err := io.ReadAll(io.LimitReader(part, *left+1))
	if *left -= int64(len(text)) + 1; *left < 0 {
		return &http.MaxBytesError{Limit: mostForm}
	}
	if name := part.FormName(); err == nil && name != "" && name != "evidence" {
		values.Add(name, string(text))
	}
	return err
}

// unread tells what was too large or ended too soon, which its sender can mend, from a fault of ours.
func (v *visit) unread(err error) (wrong string, fault error) {
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		return v.say("complain.evidence.large", "size", size(mostBytes)), nil
	case errors.Is(err, io.ErrUnexpectedEOF), strings.Contains(err.Error(), "multipart:"), strings.Contains(err.Error(), "malformed MIME header"):
		return v.say("complain.evidence.broken"), nil
	}
	return "", fmt.Errorf("take files in: %w", err)
}

// errFull is that a draft has as many files as it may.
var errFull = errors.New("too many files")

func (v *visit) keepFile(part *multipart.Part) error {
	d, err := v.draft()
	if err != nil {
		return err
	}
	if len(d.Files) >= mostFiles {
		return errFull
	}
	blob, err := v.Office.Blobs.Put(v.ctx(), part)
	if err != nil {
		return err
	}
	if blob.Bytes == 0 {
		return nil
	}
	if v.kept(draftCookie) == "" { // the first thing this browser sends: what follows belongs to the same draft
		v.r.AddCookie(&http.Cookie{Name: v.cookie(draftCookie), Value: v.secret()})
	}
	return v.change(func(d *draft) error {
		if len(d.Files) >= mostFiles {
			return errFull
		}
		d.Next++
		d.Files = append(d.Files, draftFile{ID: strconv.Itoa(d.Next), Name: fileName(part.FileName()), Blob: blob, Answers: url.Values{}})
		return nil
	})
}

const mostName = 120

// fileName is a file's name as it is shown and kept: no folders, nothing that steers how it is read, not too long.
func fileName(name string) string {
	name = path.Base(strings.ReplaceAll(clean(name), `\`, "/"))
	name = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || strings.ContainsRune(`"<>|:*?`, r) {
			return -1
		}
		return r
	}, name)
	name = strings.TrimLeft(strings.TrimSpace(name), ".")
	if runes := []rune(name); len(runes) > mostName {
		ext := path.Ext(name)
		if len(ext) > 10 {
			ext = ""
		}
		name = string(runes[:mostName-len(ext)]) + ext
	}
	if name == "" || name == "/" {
		return "file"
	}
	return name
}

// removeEvidence takes a file back. Files chosen on the same page come with it and are kept.
func (v *visit) removeEvidence() error {
	if _, _, err := v.receive(); err != nil {
		return err
	}
	err := v.change(func(d *draft) error {
		if d.file(v.r.PathValue("file")) == nil {
			return web.ErrNotFound
		}
		d.Files = slices.DeleteFunc(d.Files, func(x draftFile) bool { return x.ID == v.r.PathValue("file") })
		return nil
	})
	if err != nil {
		return err
	}
	return v.to(questionHref("evidence"))
}

// fileQuestion asks where one file comes from.
func (v *visit) fileQuestion() error {
	d, err := v.draft()
	if err != nil {
		return err
	}
	x := d.file(v.r.PathValue("file"))
	if x == nil {
		return web.ErrNotFound
	}
	return v.show(v.filePage(x, &web.Form{Values: x.Answers}))
}

func (v *visit) filePage(x *draftFile, f *web.Form) web.Page {
	parts := component.Parts{
		component.Input{Field: f.Fill(component.Field{Name: "title", Label: v.say("complain.file.title"), Hint: v.say("complain.file.title.hint")})},
		component.Radios{Field: f.Fill(component.Field{Name: "part", Label: v.say("complain.file.part")}), Options: []component.Option{
			{Value: "whole", Text: v.say("complain.file.whole")}, {Value: "part", Text: v.say("complain.file.excerpt"), Hint: v.say("complain.file.excerpt.hint")}}},
		component.Radios{Field: f.Fill(component.Field{Name: "covert", Label: v.say("complain.file.covert")}), Options: []component.Option{
			{Value: "no", Text: v.say("complain.file.no-recording")}, {Value: "open", Text: v.say("complain.file.open")},
			{Value: "covert", Text: v.say("complain.file.secret"), Hint: v.say("complain.file.secret.hint")}}},
		component.DateInput{Field: f.Fill(component.Field{Name: "captured", Label: v.say("complain.file.captured"), Optional: true})},
		component.Input{Field: f.Fill(component.Field{Name: "how", Label: v.say("complain.file.how"), Hint: v.say("complain.file.how.hint"), Optional: true})},
		component.Button{Text: v.say("complain.next"), Name: "go", Value: "on"},
		component.Button{Text: v.say("complain.back"), Name: "go", Value: "back", Kind: "secondary"},
	}
	p := v.complaintPage(component.Form{Action: questionHref("evidence/" + x.ID), Parts: parts})
	p.Title, p.Heading, p.Caption, p.OwnHeading = v.say("complain.file"), v.say("complain.file"), x.Name, false
	p.Problems = f.Problems
	return p
}

func (v *visit) takeFileQuestion() error {
	f, err := web.ReadForm(v.w, v.r, mostForm)
	if err != nil {
		return err
	}
	next := questionHref("evidence")
	err = v.change(func(d *draft) error {
		x := d.file(v.r.PathValue("file"))
		if x == nil {
			return web.ErrNotFound
		}
		x.Answers = url.Values{}
		for _, name := range []string{"title", "part", "covert", "captured", "how"} {
			x.Answers.Set(name, clean(f.Values.Get(name)))
		}
		if f.Text("go") == "back" {
			return nil
		}
		if v.mendFile(f); len(f.Problems) > 0 {
			return f.Err(v.filePage(x, f))
		}
		x.Asked = true
		if other := d.unasked(); other != "" {
			next = questionHref("evidence/" + other)
		}
		return nil
	})
	if err != nil {
		return err
	}
	return v.to(next)
}

func (v *visit) mendFile(f *web.Form) {
	if f.Text("title") == "" {
		f.Problem("title", v.say("complain.file.title.wrong"))
	}
	v.tooLong(f, "title", 200)
	if !f.Chosen("part", "whole") && !f.Chosen("part", "part") {
		f.Problem("part", v.say("complain.file.part.wrong"))
	}
	if !f.Chosen("covert", "no") && !f.Chosen("covert", "open") && !f.Chosen("covert", "covert") {
		f.Problem("covert", v.say("complain.file.covert.wrong"))
	}
	if f.Text("captured") != "" {
		v.readWhen(f, "captured")
	}
	v.tooLong(f, "how", 500)
}

// provenance says in words where a file comes from.
func (v *visit) provenance(x draftFile) string {
	list := []string{v.say("complain.file.whole")}
	if x.Answers.Get("part") == "part" {
		list[0] = v.say("complain.file.excerpt")
	}
	switch x.Answers.Get("covert") {
	case "open":
		list = append(list, v.say("complain.file.open"))
	case "covert":
		list = append(list, v.say("complain.file.secret"))
	}
	for _, name := range []string{"captured", "how"} {
		if text := strings.TrimSpace(x.Answers.Get(name)); text != "" {
			list = append(list, text)
		}
	}
	return strings.Join(list, ", ")
}

// upload is a file as the office takes it in.
func (v *visit) upload(x draftFile) casework.Upload {
	p := casework.Provenance{How: strings.TrimSpace(x.Answers.Get("how")), Part: x.Answers.Get("part") == "part", Covert: x.Answers.Get("covert") == "covert", Stated: true}
	if when, err := v.site.Words().ReadWhen(x.Answers.Get("captured")); err == nil {
		p.Captured = when.String()
	}
	return casework.Upload{Name: x.Name, Title: strings.TrimSpace(x.Answers.Get("title")), Provenance: p, Kept: x.Blob}
}
