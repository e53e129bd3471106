package desk

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"html/template"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/evenhand/evenhand/explain"
	"github.com/evenhand/evenhand/internal/casework"
	"github.com/evenhand/evenhand/internal/web"
	"github.com/evenhand/evenhand/internal/web/component"
	"github.com/evenhand/evenhand/matter"
	"github.com/evenhand/evenhand/rulebook"
)

// rules puts the rule book on the mux: anybody may read it.
func (d *Desk) rules(mux *http.ServeMux) {
	differences := &comparisons{}
	mux.Handle("GET /rules", d.anyone((*visit).versions))
	mux.Handle("GET /rules/{sha}", d.anyone((*visit).ruleBook))
	mux.Handle("GET /rules/{sha}/text", d.anyone((*visit).ruleText))
	mux.Handle("GET /rules/{sha}/stages", d.anyone((*visit).stages))
	mux.Handle("GET /rules/{sha}/stages/{procedure}", d.anyone((*visit).drawing))
	mux.Handle("GET /rules/{sha}/since/{old}", d.anyone(func(v *visit) error { return v.since(differences) }))
	mux.Handle("GET /rules/adopt", d.someone((*visit).bring))
	mux.Handle("POST /rules/adopt", d.someone(func(v *visit) error { return v.brought(differences) }))
	mux.Handle("GET /rules/adopt/confirm", d.someone(func(v *visit) error { return v.confirm(differences) }))
	mux.Handle("POST /rules/adopt/confirm", d.someone(func(v *visit) error { return v.adopt(differences) }))
}

// ruleHref is the address of a version of the rule book, and of a page below it.
func ruleHref(sha string, below ...string) string {
	return "/rules/" + strings.Join(append([]string{sha}, below...), "/")
}

// clauseInBook is the address of a clause. Other pages link to it.
func clauseInBook(sha, clause string) string { return ruleHref(sha) + "#" + clauseID(clause) }

func clauseID(clause string) string { return "c-" + strings.ReplaceAll(clause, " ", "") }

// leastSHA is how much of a hash names a version.
const leastSHA = 8

// version is the adopted version that part of the address names, by its hash or the beginning of it.
func (v *visit) version(part string) (*casework.Book, error) {
	books, err := v.Office.Versions()
	if err != nil {
		return nil, err
	}
	sha := strings.ToLower(v.r.PathValue(part))
	for _, b := range books {
		if len(sha) >= leastSHA && strings.HasPrefix(b.Rules.Book.SHA256, sha) {
			return b, nil
		}
	}
	return nil, web.ErrNotFound
}

// versions lists what has been adopted, the latest first.
func (v *visit) versions() error {
	books, err := v.Office.Versions()
	if err != nil {
		return err
	}
	now, _ := v.Office.Book() // none may be in force yet
	parts := component.Parts{component.Text{Text: v.say("rules.lead"), Kind: "lead"}}
	list := component.Links{Heading: v.say("rules.versions")}
	for i, b := range slices.Backward(books) {
		front := b.Rules.Book.Front
		link := component.Onward{Text: v.say("rules.version", "title", front.Title, "version", front.Version), Href: ruleHref(b.Rules.Book.SHA256),
			Hint: v.say("rules.from", "day", front.InForce)}
		if now != nil && b.Rules.Book.SHA256 == now.Rules.Book.SHA256 {
			link.Tag = &component.Tag{Text: v.say("rules.now"), Kind: "now"}
		}
		list.Links = append(list.Links, link)
		if i > 0 {
			list.Links = append(list.Links, component.Onward{Text: v.say("rules.since", "version", books[i-1].Version()),
				Href: ruleHref(b.Rules.Book.SHA256, "since", books[i-1].Rules.Book.SHA256)})
		}
	}
	if len(books) == 0 {
		parts = append(parts, component.Empty{Text: v.say("rules.none"), Hint: v.say("rules.none-hint")})
	} else {
		parts = append(parts, list)
	}
	if v.Office.Administers(v.viewer) {
		parts = append(parts, component.Button{Text: v.say("rules.adopt"), Href: "/rules/adopt", Kind: "secondary"})
	}
	return v.parts(web.Page{Title: v.say("rules.title")}, parts...)
}

func (v *visit) rulesCrumbs(more ...component.Link) []component.Link {
	return append([]component.Link{{Text: v.say("rules.title"), Href: "/rules"}}, more...)
}

// ruleBook shows a version: its clauses in the members' words, with what they were encoded as folded beneath.
func (v *visit) ruleBook() error {
	b, err := v.version("sha")
	if err != nil {
		return err
	}
	book := b.Rules.Book
	var parts component.Parts
	if now, err := v.Office.Book(); err == nil && now.Rules.Book.SHA256 != book.SHA256 {
		parts = append(parts, component.Banner{Heading: v.say("rules.not-now"), Text: v.say("rules.not-now-text"),
			Links: []component.Link{{Text: v.say("rules.see-now"), Href: ruleHref(now.Rules.Book.SHA256)}}})
	}
	parts = append(parts, component.SummaryList{Rows: []component.Row{
		{Key: v.say("rules.of"), Text: book.Front.Organisation},
		{Key: v.say("rules.in-force"), Text: v.site.Words().Date(book.Front.InForce)},
		{Key: v.say("rules.hash"), Text: book.SHA256},
	}}, component.Links{Links: []component.Onward{
		{Text: v.say("rules.stages"), Href: ruleHref(book.SHA256, "stages"), Hint: v.say("rules.stages-hint")},
		{Text: v.say("rules.text"), Href: ruleHref(book.SHA256, "text"), Hint: v.say("rules.text-hint")}}})
	parts = append(parts, contents(v.say("rules.contents"), book), component.Text{Text: v.say("rules.how"), Kind: "soft"})
	for _, c := range book.Clauses {
		parts = append(parts, clauseParts(book, c)...)
	}
	return v.parts(web.Page{Title: v.say("rules.title"), Heading: book.Front.Title, Caption: v.say("rules.caption", "version", book.Front.Version),
		Crumbs: v.rulesCrumbs()}, parts...)
}

// contents lists the chapters of a book: the clauses that stand in no other.
func contents(heading string, book *rulebook.Book) component.Contents {
	list := component.Contents{Heading: heading}
	for _, c := range book.Clauses {
		if c.Parent == nil {
			list.Links = append(list.Links, component.Link{Text: c.Number + " " + c.Heading, Href: "#" + clauseID(c.Number)})
		}
	}
	return list
}

// clauseParts shows a clause; a chapter's words stand under a heading of their own.
func clauseParts(book *rulebook.Book, c *rulebook.Clause) component.Parts {
	heading, words := clauseWords(c)
	shown := component.Clause{Number: c.Number, Heading: heading, Words: words, Block: blocksOf(book, c), ID: clauseID(c.Number)}
	if c.Parent != nil {
		return component.Parts{shown}
	}
	head := component.Heading{Text: c.Number + " " + c.Heading, ID: clauseID(c.Number)}
	if shown.Words == "" && shown.Block == "" {
		return component.Parts{head}
	}
	shown.Heading, shown.ID = "", ""
	return component.Parts{head, shown}
}

// clauseWords parts a clause's heading from its words. A paragraph that is a clause has no heading: its first words are
// its own.
func clauseWords(c *rulebook.Clause) (heading, words string) {
	if rest, ok := strings.CutPrefix(c.Text, c.Heading); ok && (rest == "" || rest[0] == '\n') {
		return c.Heading, flow(rest)
	}
	return "", flow(c.Text)
}

// anItem begins a line that stays one.
var anItem = regexp.MustCompile(`^(?:[-*•|]|\(?[a-z0-9]{1,3}[.)]) ?`)

// flow joins the lines of each paragraph: where they end in the file says nothing.
func flow(text string) string {
	var b strings.Builder
	empty := true
	for line := range strings.Lines(strings.TrimSpace(text)) {
		line = strings.TrimSpace(line)
		switch {
		case line == "" && !empty:
			b.WriteString("\n\n")
			empty = true
			continue
		case line == "":
			continue
		case !empty && anItem.MatchString(line):
			b.WriteByte('\n')
		case !empty:
			b.WriteByte(' ')
		}
		b.WriteString(line)
		empty = false
	}
	return b.String()
}

// blocksOf is what stands between the fences of a clause's blocks.
func blocksOf(book *rulebook.Book, c *rulebook.Clause) string {
	var list []string
	lines := strings.Split(string(book.Source), "\n")
	for _, b := range c.Blocks {
		if from, to := b.Pos.Line, b.End.Line-1; 0 < from && from <= to && to <= len(lines) {
			list = append(list, strings.Join(lines[from:to], "\n"))
		}
	}
	return strings.Join(list, "\n\n")
}

// ruleText sends a version as it was adopted, so that anybody can check it for themselves.
func (v *visit) ruleText() error {
	b, err := v.version("sha")
	if err != nil {
		return err
	}
	h := v.w.Header()
	h.Set("Content-Type", "text/plain; charset=utf-8")
	h.Set("Content-Disposition", `attachment; filename="rules-`+b.Rules.Book.SHA256[:leastSHA]+`.md"`)
	_, _ = v.w.Write(b.Rules.Book.Source) // whoever asked may have gone
	return nil
}

// stages shows the procedures of a version as drawings, each with the same in words.
func (v *visit) stages() error {
	b, err := v.version("sha")
	if err != nil {
		return err
	}
	sha := b.Rules.Book.SHA256
	list := component.Contents{Heading: v.say("rules.procedures")}
	var drawings component.Parts
	for _, p := range b.Rules.Procedures {
		svg, words, err := drawn(p)
		if err != nil {
			return err
		}
		width, height := sizeOf(svg)
		id := "p-" + p.Name
		list.Links = append(list.Links, component.Link{Text: casework.Words(p.Name), Href: "#" + id})
		drawings = append(drawings, component.Heading{Text: casework.Words(p.Name), ID: id},
			component.Picture{Src: template.URL(ruleHref(sha, "stages", url.PathEscape(p.Name))), Label: v.say("rules.drawing", "procedure", casework.Words(p.Name)),
				Width: width, Height: height, Summary: v.say("rules.in-words"), Words: words})
	}
	front := b.Rules.Book.Front
	return v.parts(web.Page{Title: v.say("rules.title"), Heading: v.say("rules.stages"), Caption: v.say("rules.caption", "version", front.Version), Wide: true,
		Crumbs: v.rulesCrumbs(component.Link{Text: front.Title, Href: ruleHref(sha)})}, append(component.Parts{list}, drawings...)...)
}

// drawn draws a procedure, and tells it in words.
func drawn(p *matter.Procedure) (svg []byte, words string, err error) {
	var picture, text bytes.Buffer
	look := explain.Look(p, nil)
	if err := explain.Draw(&picture, look); err != nil {
		return nil, "", err
	}
	if err := explain.Text(&text, look); err != nil {
		return nil, "", err
	}
	return picture.Bytes(), text.String(), nil
}

var (
	svgSize  = regexp.MustCompile(`^<svg [^>]*\bwidth="(\d+)" height="(\d+)"`)
	svgStyle = regexp.MustCompile(`(?s)<style>(.*?)</style>`)
)

func sizeOf(svg []byte) (width, height int) {
	if m := svgSize.FindSubmatch(svg); m != nil {
		width, _ = strconv.Atoi(string(m[1]))
		height, _ = strconv.Atoi(string(m[2]))
	}
	return width, height
}

// drawing sends the drawing of one procedure. Its one sheet of style is allowed by its hash, and nothing else is.
func (v *visit) drawing() error {
	b, err := v.version("sha")
	if err != nil {
		return err
	}
	p := b.Rules.Procedure(v.r.PathValue("procedure"))
	if p == nil {
		return web.ErrNotFound
	}
	svg, _, err := drawn(p)
	if err != nil {
		return err
	}
	policy := "default-src 'none'; frame-ancestors 'none'"
	if m := svgStyle.FindSubmatch(svg); m != nil {
		sum := sha256.Sum256(m[1])
		policy += "; style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
	}
	h := v.w.Header()
	h.Set("Content-Security-Policy", policy)
	h.Set("Content-Type", "image/svg+xml")
	_, _ = v.w.Write(svg) // whoever asked may have gone
	return nil
}
