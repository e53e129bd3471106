package desk

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/evenhand/evenhand/internal/web"
	"github.com/evenhand/evenhand/internal/web/component"
)

// complaining puts the complaint form on the mux: one question a page.
func (d *Desk) complaining(mux *http.ServeMux) {
	mux.Handle("GET /complain", d.anyone((*visit).complainStart))
	mux.Handle("GET /complain/{question}", d.anyone((*visit).showQuestion))
	mux.Handle("POST /complain/{question}", d.anyone((*visit).takeQuestion))
	mux.Handle("POST /complain/delete", d.anyone((*visit).deleteDraft))
	mux.Handle("GET /complain/deleted", d.anyone((*visit).draftDeleted))
	mux.Handle("POST /complain/evidence", d.anyone((*visit).takeEvidence))
	mux.Handle("POST /complain/evidence/add", d.anyone((*visit).addEvidence))
	mux.Handle("POST /complain/evidence/{file}/remove", d.anyone((*visit).removeEvidence))
	mux.Handle("GET /complain/evidence/{file}", d.anyone((*visit).fileQuestion))
	mux.Handle("POST /complain/evidence/{file}", d.anyone((*visit).takeFileQuestion))
	mux.Handle("GET /complain/check", d.anyone((*visit).checkAnswers))
	mux.Handle("POST /complain/check", d.anyone((*visit).sendComplaint))
	mux.Handle("GET /complain/sent", d.anyone((*visit).complaintSent))
	mux.Handle("POST /complain/sent", d.anyone((*visit).codeKept))
}

// A question is one page of the complaint form.
type question struct {
	key   string // in the address
	asked func(v *visit, d *draft) bool
	parts func(v *visit, d *draft, f *web.Form) component.Parts
	mend  func(v *visit, d *draft, f *web.Form) // notes what is wrong with the answer
	row   func(v *visit, d *draft) component.Row
}

// questions are in the order in which they are asked. Whom it is about comes first, so that it can be kept from them
// before anyone is told.
var questions = []question{
	{"who-must-not-see", nil, handlersParts, handlersMend, handlersRow},
	{"your-part", nil, partParts, partMend, partRow},
	{"your-name", nil, knownParts, knownMend, knownRow},
	{"what", nil, whatParts, whatMend, whatRow},
	{"when", nil, whenParts, whenMend, whenRow},
	{"learnt", nil, learntParts, learntMend, learntRow},
	{"who", nil, whoParts, whoMend, whoRow},
	{"rule", nil, aboutParts, nil, aboutRow},
	{"evidence", nil, evidenceParts, nil, evidenceRow},
	{"reaching-you", (*visit).reachable, contactParts, contactMend, contactRow},
}

// asked are the questions that are asked, by what was answered so far.
func (v *visit) asked(d *draft) []question {
	return slices.DeleteFunc(slices.Clone(questions), func(q question) bool { return q.asked != nil && !q.asked(v, d) })
}

// question finds the one that the address names, and its place.
func (v *visit) question(d *draft) (int, []question, error) {
	asked := v.asked(d)
	i := slices.IndexFunc(asked, func(q question) bool { return q.key == v.r.PathValue("question") })
	if v.r.PathValue("question") == "" {
		i = slices.IndexFunc(asked, func(q question) bool { return q.key == "evidence" })
	}
	if i < 0 {
		return 0, nil, web.ErrNotFound
	}
	return i, asked, nil
}

func (v *visit) complainStart() error {
	d, err := v.draft()
	if err != nil {
		return err
	}
	if d.Sent != nil {
		return v.to("/complain/sent")
	}
	parts := component.Parts{component.Text{Text: v.say("complain.start"), Kind: "lead"}, component.Text{Text: v.say("complain.start.more")}}
	if len(d.Answers)+len(d.Files) > 0 {
		parts = append(parts, component.Button{Text: v.say("complain.go-on"), Href: v.firstOpen(d)}, v.deleteButton())
	} else {
		parts = append(parts, component.Button{Text: v.say("complain.begin"), Href: questionHref(questions[0].key)})
	}
	parts = append(parts, component.Details{Summary: v.say("complain.saved"), Text: v.say("complain.saved.text")},
		component.Details{Summary: v.say("complain.other-ways"), Text: v.say("complain.other-ways.text") + "\n" + v.Office.Roll().Settled.Contact})
	return v.show(web.Page{Title: v.say("complain.title"), Template: "parts", Data: parts, Leave: true})
}

func questionHref(key string) string { return "/complain/" + key }

// firstOpen is the address of the first question without a good answer; of the last page when all have one.
func (v *visit) firstOpen(d *draft) string {
	for _, q := range v.asked(d) {
		f := &web.Form{Values: d.Answers}
		if q.mend != nil {
			if q.mend(v, d, f); len(f.Problems) > 0 {
				return questionHref(q.key)
			}
		}
		if q.key == "evidence" {
			if file := d.unasked(); file != "" {
				return questionHref("evidence/" + file)
			}
		}
	}
	return "/complain/check"
}

func (v *visit) showQuestion() error {
	d, err := v.draft()
	if err != nil {
		return err
	}
	if d.Sent != nil {
		return v.to("/complain/sent")
	}
	i, asked, err := v.question(d)
	if err != nil {
		return err
	}
	f := &web.Form{Values: d.Answers}
	if v.r.FormValue("mend") != "" && asked[i].mend != nil {
		asked[i].mend(v, d, f)
	}
	return v.show(v.questionPage(d, i, asked, f))
}

// questionPage shows one question, with what was typed and what is wrong with it.
func (v *visit) questionPage(d *draft, i int, asked []question, f *web.Form) web.Page {
	q := asked[i]
	parts := append(component.Parts{component.Progress{Done: i + 1, Of: len(asked)}}, q.parts(v, d, f)...)
	parts = append(parts, component.Button{Text: v.say("complain.next"), Name: "go", Value: "on"})
	if i > 0 {
		parts = append(parts, component.Button{Text: v.say("complain.back"), Name: "go", Value: "back", Kind: "secondary"})
	}
	form := component.Form{Action: questionHref(q.key), Parts: parts}
	if v.r.FormValue("to") == "check" {
		form.Keep = []component.Pair{{Name: "to", Value: "check"}}
	}
	if q.key == "evidence" {
		form.Files, form.UploadTo = true, "/complain/evidence/add"
	}
	page := v.complaintPage(form)
	page.Title = v.say("complain.question", "n", i+1)
	page.Problems = f.Problems
	return page
}

// complaintPage is a page of the form: below it the way to take everything back.
func (v *visit) complaintPage(parts ...component.Part) web.Page {
	parts = append(parts, component.Details{Summary: v.say("complain.stop"), Text: v.say("complain.stop.text"), Parts: component.Parts{v.deleteButton()}})
	return web.Page{Template: "parts", Data: component.Parts(parts), Leave: true, OwnHeading: true}
}

func (v *visit) deleteButton() component.Part {
	return component.Button{Text: v.say("complain.delete"), Post: "/complain/delete", Kind: "warning"}
}

// takeQuestion saves what was typed, and then looks at it.
func (v *visit) takeQuestion() error {
	f, err := web.ReadForm(v.w, v.r, mostForm)
	if err != nil {
		return err
	}
	var next string
	err = v.change(func(d *draft) error {
		if d.Sent != nil {
			next = "/complain/sent"
			return nil
		}
		i, asked, err := v.question(d)
		if err != nil {
			return err
		}
		next, err = v.answer(d, i, asked, f)
		return err
	})
	if err != nil {
		return err
	}
	return v.to(next)
}

// answer takes an answer and says where to go on.
func (v *visit) answer(d *draft, i int, asked []question, f *web.Form) (next string, err error) {
	d.take(f.Values, asked[i].key)
	if f.Text("go") == "back" && i > 0 {
		return questionHref(asked[i-1].key), nil
	}
	if asked[i].mend != nil {
		asked[i].mend(v, d, f)
	}
	if len(f.Problems) > 0 {
		return "", f.Err(v.questionPage(d, i, asked, f))
	}
	if asked[i].key == "evidence" {
		if file := d.unasked(); file != "" {
			return questionHref("evidence/" + file), nil
		}
	}
	if f.Text("to") == "check" {
		return "/complain/check", nil
	}
	return v.after(d, asked[i].key), nil
}

// after is the address of the question that is asked after one; of the last page when there is none.
func (v *visit) after(d *draft, key string) string {
	here := false
	for _, q := range questions {
		if here && (q.asked == nil || q.asked(v, d)) {
			return questionHref(q.key)
		}
		here = here || q.key == key
	}
	return "/complain/check"
}

// mostLetters bounds one answer; who has more to say adds it as a file.
const mostLetters = 50_000

// fields are what each question asks for, by the beginning of the field's name.
var fields = map[string][]string{
	"who-must-not-see": {"handlers"}, "your-part": {"part"}, "your-name": {"known", "name"}, "what": {"what", "wish"}, "when": {"when"},
	"learnt": {"learnt"}, "who": {"who"}, "rule": {"about"}, "reaching-you": {"channel", "email", "post", "phone", "hours", "never", "shared"},
}

// take puts the answers to a question in the place of those given before.
func (d *draft) take(values url.Values, key string) {
	of := func(name string) bool {
		return slices.ContainsFunc(fields[key], func(begin string) bool { return name == begin || strings.HasPrefix(name, begin+"-") })
	}
	for name := range d.Answers {
		if of(name) {
			delete(d.Answers, name)
		}
	}
	for name, list := range values {
		if !of(name) {
			continue
		}
		for _, value := range list {
			d.Answers.Add(name, clean(value))
		}
	}
}

// clean is a text without what cannot be shown or stored.
func clean(text string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' && r != '\n' && r != '\t' && r != '\r' || r == 0x7f || r >= 0xfff9 && r <= 0xffff {
			return -1
		}
		return r
	}, strings.ToValidUTF8(text, "\ufffd"))
}

// tooLong notes an answer that is longer than one answer may be.
func (v *visit) tooLong(f *web.Form, name string, most int) bool {
	over := len([]rune(f.Text(name))) - most
	if over > 0 {
		f.Problem(name, v.say("complain.long", "most", fmt.Sprint(most), "over", fmt.Sprint(over)))
	}
	return over > 0
}

func (v *visit) deleteDraft() error {
	if err := v.forget(); err != nil {
		return err
	}
	return v.to("/complain/deleted")
}

func (v *visit) draftDeleted() error {
	return v.parts(web.Page{Title: v.say("complain.deleted"), Leave: true}, component.Text{Text: v.say("complain.deleted.text"), Kind: "lead"},
		v.onward(v.say("complain.start-page"), "/"))
}
