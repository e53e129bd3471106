package desk

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/evenhand/evenhand/evidence"
	"github.com/evenhand/evenhand/internal/casework"
	"github.com/evenhand/evenhand/internal/web"
	"github.com/evenhand/evenhand/internal/web/component"
)

// What one request may bring, and what may wait to be added.
const (
	mostPieces     = 20
	mostPieceBytes = 200 << 20
	pieceField     = 64 << 10
)

// A piece is a file as it comes.
type piece struct {
	name string
	body io.Reader
}

// A waiting piece has arrived and is durable; it is no exhibit yet.
type waiting struct {
	ID   string
	Name string
	Blob casework.Blob
}

// A pile is what one person has sent to one case and not yet added to it.
type pile struct {
	Next  int
	Files []waiting
}

// piling lets one change a pile at a time.
var piling sync.Mutex

// pileFor is how long what has arrived waits.
const pileFor = 7 * 24 * time.Hour

func (v *visit) pileKey() string {
	sum := sha256.Sum256([]byte(string(v.viewer.Person) + "\x00" + v.reference()))
	return "evidence:" + hex.EncodeToString(sum[:])
}

func (v *visit) pile() (pile, error) {
	var p pile
	text, err := v.Office.Store.Draft(v.ctx(), v.pileKey(), v.Office.Now())
	if errors.Is(err, casework.ErrNotFound) {
		return p, nil
	}
	if err != nil {
		return p, err
	}
	return p, json.Unmarshal(text, &p)
}

// changePile changes what waits.
func (v *visit) changePile(change func(*pile) error) error {
	piling.Lock()
	defer piling.Unlock()
	p, err := v.pile()
	if err != nil {
		return err
	}
	if err := change(&p); err != nil {
		return err
	}
	if len(p.Files) == 0 {
		return v.Office.Store.SaveDraft(v.ctx(), v.pileKey(), nil, time.Time{})
	}
	text, err := json.Marshal(p)
	if err != nil {
		return err
	}
	return v.Office.Store.SaveDraft(v.ctx(), v.pileKey(), text, v.Office.Now().Add(pileFor))
}

// toAdd is the case that an address names, for somebody who may bring evidence into it.
func (v *visit) toAdd() (*casework.View, error) {
	c, err := v.view()
	if err == nil && !mayAdd(c) {
		err = web.ErrNotFound
	}
	return c, err
}

// evidenceAdding asks for files, and where each comes from.
func (v *visit) evidenceAdding() error {
	c, err := v.toAdd()
	if err != nil {
		return err
	}
	p, err := v.pile()
	if err != nil {
		return err
	}
	return v.show(v.addingPage(c, p, &web.Form{}))
}

func (v *visit) addingPage(c *casework.View, p pile, f *web.Form) web.Page {
	upload := component.FileUpload{Field: f.Fill(component.Field{Name: "evidence", Label: v.say("add.files"), Hint: v.say("add.files.hint")}),
		Most: v.say("add.most", "files", mostPieces, "size", size(mostPieceBytes))}
	for _, x := range p.Files {
		upload.Kept = append(upload.Kept, component.File{Name: x.Name, Size: size(x.Blob.Bytes), Remove: evidenceHref(c, "files", x.ID, "remove")})
	}
	form := component.Form{Action: evidenceHref(c, "add"), Files: true, UploadTo: evidenceHref(c, "files"), Parts: component.Parts{upload}}
	if len(p.Files) == 0 {
		form.Parts = append(form.Parts, component.Button{Text: v.say("add.go-on")})
	} else {
		form.Parts = append(form.Parts, component.Button{Text: v.say("add.go-on"), Kind: "secondary"}, component.Heading{Text: v.say("add.say-more")})
		for _, x := range p.Files {
			form.Parts = append(form.Parts, v.aboutPiece(x, f))
		}
		if c.Party != "" {
			form.Parts = append(form.Parts, component.Radios{Field: f.Fill(component.Field{Name: "space", Label: v.say("add.space")}), Options: []component.Option{
				{Value: "common", Text: v.say("add.space.common"), Hint: v.say("add.space.common.hint")},
				{Value: "private", Text: v.say("add.space.private"), Hint: v.say("add.space.private.hint")}}})
		}
		form.Parts = append(form.Parts, component.Button{Text: v.say("add.add"), Name: "do", Value: "add"})
	}
	page := v.inEvidence(c, v.say("add.title"), component.Parts{form}, v.upToList(c))
	page.Problems = f.Problems
	return page
}

// aboutPiece asks what one file is and where it comes from.
func (v *visit) aboutPiece(x waiting, f *web.Form) component.Part {
	field := func(name, label, hint string, optional bool) component.Field {
		return f.Fill(component.Field{Name: name + "-" + x.ID, Label: label, Hint: hint, Optional: optional})
	}
	return component.Sheet{Heading: v.say("add.about", "name", x.Name, "size", size(x.Blob.Bytes)), Parts: component.Parts{
		component.Input{Field: field("title", v.say("add.what"), v.say("add.what.hint"), false)},
		component.Input{Field: field("captured", v.say("add.captured"), v.say("add.captured.hint"), true), Width: "20"},
		component.Input{Field: field("how", v.say("add.how"), v.say("add.how.hint"), true)},
		component.Radios{Field: field("extent", v.say("add.extent"), "", false), Inline: true, Options: []component.Option{
			{Value: "whole", Text: v.say("evidence.whole")}, {Value: "part", Text: v.say("evidence.part")}}},
		component.Radios{Field: field("openness", v.say("add.openness"), "", false), Options: []component.Option{
			{Value: "open", Text: v.say("evidence.open")}, {Value: "covert", Text: v.say("evidence.covert")}}},
	}}
}

// addToEvidence takes files and what is said of them, and adds them to the case once everything is said.
func (v *visit) addToEvidence() error {
	c, err := v.toAdd()
	if err != nil {
		return err
	}
	values, problem, err := v.receivePieces()
	if err != nil {
		return err
	}
	p, err := v.pile()
	if err != nil {
		return err
	}
	f := &web.Form{Values: values}
	page := func() web.Page { return v.addingPage(c, p, f) }
	switch {
	case problem != "":
		f.Problem("evidence", problem)
		return f.Err(page())
	case len(p.Files) == 0:
		f.Problem("evidence", v.say("add.no-file"))
		return f.Err(page())
	case f.Text("do") != "add":
		return v.to(evidenceHref(c, "add"))
	}
	uploads := v.described(c, p, f)
	if err := f.Err(page()); err != nil {
		return err
	}
	if _, err := v.Office.AddExhibits(v.ctx(), v.viewer, c.Reference, v.spaceOf(c, f), uploads); err != nil {
		return again(err, f, page)
	}
	if err := v.changePile(func(now *pile) error {
		now.Files = slices.DeleteFunc(now.Files, func(x waiting) bool { return slices.Contains(p.Files, x) })
		return nil
	}); err != nil {
		return err
	}
	return v.to(evidenceHref(c))
}

// spaceOf is where what is added stands: a party says whether it is evidence or its own.
func (v *visit) spaceOf(c *casework.View, f *web.Form) casework.Space {
	switch {
	case c.Party == "":
		return casework.OfficeSide
	case f.Text("space") == "private":
		return casework.Private(c.Party)
	}
	return casework.Common
}

// described reads what is said of each file, and notes what is to be mended.
func (v *visit) described(c *casework.View, p pile, f *web.Form) []casework.Upload {
	var list []casework.Upload
	for _, x := range p.Files {
		text := func(name string) string { return f.Text(name + "-" + x.ID) }
		u := casework.Upload{Name: x.Name, Title: text("title"), Kept: x.Blob,
			Provenance: casework.Provenance{How: text("how"), Part: text("extent") == "part", Covert: text("openness") == "covert", Stated: true}}
		if u.Title == "" || len(u.Title) > 300 {
			f.Problem("title-"+x.ID, v.say("add.no-title", "name", x.Name))
		}
		if captured := text("captured"); captured != "" {
			if when, err := v.site.Words().ReadWhen(captured); err == nil {
				captured = when.String()
			}
			if u.Provenance.Captured = captured; !evidence.ValidDate(captured) {
				f.Problem("captured-"+x.ID, v.say("add.bad-date", "name", x.Name))
			}
		}
		if text("extent") != "part" && text("extent") != "whole" {
			f.Problem("extent-"+x.ID, v.say("add.no-extent", "name", x.Name))
		}
		if text("openness") != "open" && text("openness") != "covert" {
			f.Problem("openness-"+x.ID, v.say("add.no-openness", "name", x.Name))
		}
		list = append(list, u)
	}
	if s := f.Text("space"); c.Party != "" && s != "common" && s != "private" {
		f.Problem("space", v.say("add.no-space"))
	}
	return list
}

// takePieces takes files that a script sends one by one.
func (v *visit) takePieces() error {
	if _, err := v.toAdd(); err != nil {
		return err
	}
	_, problem, err := v.receivePieces()
	if err != nil {
		return err
	}
	if problem != "" {
		http.Error(v.w, problem, http.StatusUnprocessableEntity)
		return nil
	}
	v.w.WriteHeader(http.StatusNoContent)
	return nil
}

// dropPiece takes back a file that was not added yet. Files chosen on the same page come with it and are kept.
func (v *visit) dropPiece() error {
	c, err := v.toAdd()
	if err != nil {
		return err
	}
	if _, _, err := v.receivePieces(); err != nil {
		return err
	}
	err = v.changePile(func(p *pile) error {
		before := len(p.Files)
		if p.Files = slices.DeleteFunc(p.Files, func(x waiting) bool { return x.ID == v.r.PathValue("id") }); len(p.Files) == before {
			return web.ErrNotFound
		}
		return nil
	})
	if err != nil {
		return err
	}
	return v.to(evidenceHref(c, "add"))
}

// errPileFull is that as many files wait as may.
var errPileFull = errors.New("too many files wait")

// receivePieces keeps each file that comes before the next is read: what comes after it cannot lose it.
func (v *visit) receivePieces() (values url.Values, problem string, err error) {
	values = url.Values{}
	problem, err = v.eachPart(values, func(x piece) error {
		blob, err := v.Office.Blobs.Put(v.ctx(), x.body)
		if err != nil || blob.Bytes == 0 {
			return err
		}
		return v.changePile(func(p *pile) error {
			if len(p.Files) >= mostPieces {
				return errPileFull
			}
			p.Next++
			p.Files = append(p.Files, waiting{strconv.Itoa(p.Next), fileName(x.name), blob})
			return nil
		})
	})
	return values, problem, err
}

// pieces reads the files of a form and passes its other fields over.
func (v *visit) pieces(take func(piece) error) (problem string, err error) {
	return v.eachPart(url.Values{}, take)
}

// eachPart reads a form part by part. Problem says why not all of it was read, when its sender can mend that.
func (v *visit) eachPart(values url.Values, take func(piece) error) (problem string, err error) {
	v.r.Body = http.MaxBytesReader(v.w, v.r.Body, mostPieceBytes+mostPieces*pieceField)
	kind, params, err := mime.ParseMediaType(v.r.Header.Get("Content-Type"))
	if err != nil || kind != "multipart/form-data" || params["boundary"] == "" {
		return v.notRead(v.onlyFields(values))
	}
	for parts := multipart.NewReader(v.r.Body, params["boundary"]); ; {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return "", nil
		}
		if err == nil {
			err = onePart(part, values, take)
		}
		if err != nil {
			return v.notRead(err)
		}
	}
}

func (v *visit) onlyFields(values url.Values) error {
	if err := v.r.ParseForm(); err != nil {
		return err
	}
	for name, list := range v.r.PostForm {
		values[name] = list
	}
	return nil
}

func onePart(part *multipart.Part, values url.Values, take func(piece) error) error {
	if part.FileName() != "" {
		return take(piece{part.FileName(), part})
	}
	text, err := io.ReadAll(io.LimitReader(part, pieceField))
	if name := part.FormName(); name != "" && name != "evidence" && name != "prepared" {
		values.Add(name, string(text))
	}
	return err
}

// notRead tells what was too much or ended too soon from a fault of ours.
func (v *visit) notRead(err error) (problem string, fault error) {
	var large *http.MaxBytesError
	switch {
	case err == nil:
		return "", nil
	case errors.Is(err, errPileFull):
		return v.say("add.too-many", "files", mostPieces), nil
	case errors.As(err, &large):
		return v.say("add.too-large", "size", size(mostPieceBytes)), nil
	case errors.Is(err, io.ErrUnexpectedEOF), strings.Contains(err.Error(), "multipart:"):
		return v.say("add.broken"), nil
	}
	if _, ok := asProblems(err); ok {
		return "", err
	}
	return "", fmt.Errorf("take files in: %w", err)
}
