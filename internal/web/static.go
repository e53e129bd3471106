package web

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/evenhand/evenhand/internal/web/component"
)

//go:embed static
var staticFiles embed.FS

// An asset is a file as it is served: under a name that holds its hash, so
// that it may be kept for ever, and packed once.
type asset struct {
	href   string
	kind   string
	plain  []byte
	packed []byte // by gzip; nil when that would not be smaller
}

// assets are the files of static/, by their names and by their addresses.
type assets struct {
	byName, byHref map[string]*asset
}

// packAssets reads static/ and joins its style sheets with those of the
// components into one, evenhand.css.
func packAssets() (*assets, error) {
	a := &assets{byName: make(map[string]*asset), byHref: make(map[string]*asset)}
	sheet, err := styleSheet()
	if err != nil {
		return nil, err
	}
	a.add("evenhand.css", sheet)
	entries, err := staticFiles.ReadDir("static")
	if err != nil {
		return nil, err
	}
	for _, e := range entries {
		if path.Ext(e.Name()) == ".css" {
			continue
		}
		text, err := staticFiles.ReadFile("static/" + e.Name())
		if err != nil {
			return nil, err
		}
		a.add(e.Name(), text)
	}
	return a, nil
}

// styleSheet joins what we took, our face, and the components' own styles, in
// that order: a later rule of the same weight wins.
func styleSheet() ([]byte, error) {
	own, err := fs.Glob(component.Files, "*/*.css")
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	for _, name := range []string{"static/upstream.css", "static/face.css", "static/print.css"} {
		if name == "static/print.css" { // last, so that it wins on paper
			for _, c := range slices.Sorted(slices.Values(own)) {
				text, err := fs.ReadFile(component.Files, c)
				if err != nil {
					return nil, err
				}
				b.Write(squeeze(text))
			}
		}
		text, err := staticFiles.ReadFile(name)
		if err != nil {
			return nil, err
		}
		b.Write(squeeze(text))
	}
	return b.Bytes(), nil
}

var (
	cssComment = regexp.MustCompile(`(?s)/\*.*?\*/`)
	cssIndent  = regexp.MustCompile(`\s*\n\s*`)
)

// squeeze takes comments and indentation out of a style sheet.
func squeeze(css []byte) []byte {
	return cssIndent.ReplaceAll(cssComment.ReplaceAll(css, nil), []byte("\n"))
}

func (a *assets) add(name string, text []byte) {
	sum := sha256.Sum256(text)
	ext := path.Ext(name)
	it := &asset{
		href:   fmt.Sprintf("/static/%s.%s%s", strings.TrimSuffix(name, ext), hex.EncodeToString(sum[:6]), ext),
		kind:   mime.TypeByExtension(ext),
		plain:  text,
		packed: pack(text),
	}
	a.byName[name], a.byHref[it.href] = it, it
}

// href returns the address of a file in static/.
func (a *assets) href(name string) (string, error) {
	it, ok := a.byName[name]
	if !ok {
		return "", fmt.Errorf("no static file %s", name)
	}
	return it.href, nil
}

// pack returns text as gzip packs it, or nil if that is no smaller.
func pack(text []byte) []byte {
	var b bytes.Buffer
	z, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		panic(err) // the level is legal
	}
	_, _ = z.Write(text) // to memory
	_ = z.Close()
	if b.Len() >= len(text) {
		return nil
	}
	return b.Bytes()
}

// Static serves the files whose addresses begin with /static/.
func (s *Site) Static() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		it, ok := s.assets.byHref[r.URL.Path]
		if !ok {
			s.Error(w, r, ErrNotFound)
			return
		}
		h := w.Header()
		h.Set("Content-Type", it.kind)
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
		h.Add("Vary", "Accept-Encoding")
		body := it.plain
		if it.packed != nil && takesGzip(r) {
			h.Set("Content-Encoding", "gzip")
			body = it.packed
		}
		_ = write(w, r, http.StatusOK, body) // the reader has gone
	})
}
