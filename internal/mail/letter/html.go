package letter

import (
	"bytes"
	_ "embed"
	"fmt"
	"html/template"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/renderer/html"
	"github.com/yuin/goldmark/util"
)

// HTML returns the letter as HTML for the body of a page, without style,
// script or anything that a browser would fetch.
func (l *Letter) HTML() template.HTML {
	var out bytes.Buffer
	r := renderer.NewRenderer(renderer.WithNodeRenderers(
		util.Prioritized(html.NewRenderer(), 1000),
		util.Prioritized(ownRenderer{}, 100)))
	if err := r.Render(&out, l.source, l.root); err != nil {
		panic(err) // a buffer takes everything
	}
	return template.HTML(out.String())
}

// ownRenderer writes placeholders, and pictures as the words that stand for them.
type ownRenderer struct{}

func (ownRenderer) RegisterFuncs(to renderer.NodeRendererFuncRegisterer) {
	to.Register(kindField, func(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
		if entering {
			for i, line := range lines(n.(*field).value) {
				if i > 0 {
					_, _ = w.WriteString("<br>\n")
				}
				_, _ = w.WriteString(template.HTMLEscapeString(line))
			}
		}
		return ast.WalkSkipChildren, nil
	})
	to.Register(ast.KindImage, func(util.BufWriter, []byte, ast.Node, bool) (ast.WalkStatus, error) {
		return ast.WalkContinue, nil
	})
}

// A Sheet is what stands around a letter that is printed.
type Sheet struct {
	Language  string   // such as en
	Title     string   // of the page: a neutral one, since it shows in a history and on a printer's list
	Style     string   // the address of the style sheet
	Sender    []string // who writes, a line each
	Recipient []string // name and address, a line each, where the window of an envelope is
	Day       string   // in words
}

//go:embed sheet.html
var sheetText string

var sheet = template.Must(template.New("sheet").Parse(sheetText))

// Page returns the letter as a whole page, made to be printed.
func (l *Letter) Page(s Sheet) (string, error) {
	var out strings.Builder
	err := sheet.Execute(&out, struct {
		Sheet
		Notice, Subject string
		Body            template.HTML
	}{s, l.Notice, l.Subject, l.HTML()})
	if err != nil {
		return "", fmt.Errorf("write letter: %w", err)
	}
	return out.String(), nil
}

// Show returns a letter that was kept as it was sent as HTML for the body of a
// page. Nothing in it is filled in: what looks like a placeholder is words.
func Show(text string) template.HTML {
	l := &Letter{source: []byte(strings.ReplaceAll(text, "\r\n", "\n"))}
	root, shown := parse(l.source)
	for _, f := range shown {
		f.value = "{{" + f.name + "}}"
	}
	spread(root)
	l.root = root
	return l.HTML()
}
