package desk

import (
	"errors"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/evenhand/evenhand/internal/signin"
	"github.com/evenhand/evenhand/internal/web"
	"github.com/evenhand/evenhand/internal/web/component"
)

// account puts its pages on the mux: sessions, passkeys, tokens and the address to sign in with, each somebody's own.
func (d *Desk) account(mux *http.ServeMux) {
	mux.Handle("GET /account", d.someone(func(v *visit) error { return v.showAccount(&web.Form{}) }))
	mux.Handle("POST /account/session/{id}/end", d.someone(doing(func(v *visit, id string) error { return v.Door.EndSession(v.ctx(), v.session.Person, id) })))
	mux.Handle("POST /account/sessions/end", d.someone(doing(func(v *visit, _ string) error {
		return v.Door.EndSessions(v.ctx(), v.session.Person, v.session.ID)
	})))
	mux.Handle("POST /account/passkey/{id}/end", d.someone(doing(func(v *visit, id string) error {
		return v.Door.EndPasskey(v.ctx(), v.session.Person, id, v.session.ID)
	})))
	mux.Handle("POST /account/token/{id}/end", d.someone(doing(func(v *visit, id string) error { return v.Door.EndToken(v.ctx(), v.session.Person, id) })))
	mux.Handle("POST /account/token", d.someone((*visit).makeToken))
	mux.Handle("POST /account/address", d.someone((*visit).askAddress))
	mux.Handle("POST /account/address/stop", d.someone((*visit).stopAddress))
	mux.Handle("GET /account/address/{token}", d.anyone((*visit).addressLink))
	mux.Handle("POST /account/address/{token}", d.anyone((*visit).answerAddress))
}

// doing makes a page of something that is done to one of the account's things, and shows the account again.
func doing(do func(v *visit, id string) error) page {
	return func(v *visit) error {
		if err := do(v, v.r.PathValue("id")); err != nil {
			return err
		}
		return v.to("/account")
	}
}

// accountData is what the page of the account is given.
type accountData struct {
	Before   component.Parts
	Passkeys bool
	Name     component.Part
	After    component.Parts
}

func (v *visit) showAccount(f *web.Form) error {
	p, err := v.accountPage(f)
	if err != nil {
		return err
	}
	return v.show(p)
}

func (v *visit) accountPage(f *web.Form) (web.Page, error) {
	address, err := v.addressParts(f)
	if err != nil {
		return web.Page{}, err
	}
	keys, err := v.passkeyTable()
	if err != nil {
		return web.Page{}, err
	}
	sessions, err := v.sessionParts()
	if err != nil {
		return web.Page{}, err
	}
	tokens, err := v.tokenParts(f)
	if err != nil {
		return web.Page{}, err
	}
	data := accountData{Before: address, Passkeys: v.passkeys != nil, After: append(sessions, tokens...),
		Name: component.Input{Field: f.Fill(component.Field{Name: "name", Label: v.say("account.passkey.name"), Hint: v.say("account.passkey.name.hint")}), Width: "20"}}
	if v.passkeys != nil {
		data.Before = append(data.Before, component.Heading{Text: v.say("account.passkeys")}, component.Text{Text: v.say("account.passkeys.text")}, keys)
	}
	return web.Page{Title: v.say("account.title"), Template: "account", Data: data, Problems: f.Problems}, nil
}

// on writes an instant as a day of the office.
func (v *visit) on(at time.Time) string {
	book, err := v.Office.Book()
	if err != nil || at.IsZero() {
		return ""
	}
	return v.site.Words().Date(book.Rules.Calendar.DateOf(at))
}

// addressParts show the address to sign in with, and how it is changed.
func (v *visit) addressParts(f *web.Form) (component.Parts, error) {
	address, err := v.Door.Address(v.ctx(), v.session.Person)
	if errors.Is(err, signin.ErrUnknown) {
		return nil, nil // whoever comes with a code alone has none
	}
	if err != nil {
		return nil, err
	}
	parts := component.Parts{component.Heading{Text: v.say("account.address")},
		component.SummaryList{Rows: []component.Row{{Key: v.say("account.address.now"), Text: address}}}}
	change, err := v.Door.PendingChange(v.ctx(), v.session.Person)
	switch {
	case err == nil:
		text := v.say("account.address.asked", "address", change.New)
		if change.State == signin.ChangeWaiting {
			text = v.say("account.address.waiting", "address", change.New, "date", v.on(change.Due))
		}
		return append(parts, component.Text{Text: text}, component.Button{Text: v.say("account.address.stop"), Post: "/account/address/stop", Kind: "secondary"}), nil
	case !errors.Is(err, signin.ErrUnknown):
		return nil, err
	case v.Tell == nil:
		return parts, nil // nobody could be told of a change
	}
	ask := component.Form{Action: "/account/address", Parts: component.Parts{
		component.Input{Field: f.Fill(component.Field{Name: "address", Label: v.say("account.address.new"), Hint: v.say("account.address.how")}), Type: "email", Autocomplete: "email", Width: "20"},
		component.Button{Text: v.say("account.address.ask"), Kind: "secondary"}}}
	return append(parts, component.Details{Summary: v.say("account.address.change"), Parts: component.Parts{ask}, Open: len(f.Problems) > 0}), nil
}

func (v *visit) askAddress() error {
	f, err := web.ReadForm(v.w, v.r, mostForm)
	if err != nil {
		return err
	}
	if v.Tell == nil {
		return web.ErrNotFound
	}
	_, tells, err := v.Door.AskChange(v.ctx(), v.session.Person, v.session.Person, f.Text("address"))
	if errors.Is(err, signin.ErrAddress) {
		f.Problem("address", v.say("signin.address.wrong"))
		p, err := v.accountPage(f)
		if err != nil {
			return err
		}
		return f.Err(p)
	}
	return v.told(tells, err, "/account")
}

func (v *visit) stopAddress() error {
	_, tells, err := v.Door.StopChange(v.ctx(), v.session.Person)
	return v.told(tells, err, "/account")
}

// told tells both addresses of a change, and sends the browser on.
func (v *visit) told(tells []signin.Tell, err error, to string) error {
	if errors.Is(err, signin.ErrNotNow) || errors.Is(err, signin.ErrUnknown) {
		return web.ErrConflict
	}
	if err != nil {
		return err
	}
	if v.Tell != nil {
		if err := v.Tell(v.ctx(), tells); err != nil {
			v.Log.Error("tell of a change of address", "error", err) // the change stands; it can be stopped from the account
		}
	}
	return v.to(to)
}

// addressLink shows a button for the link in a message about a change of address, whatever its token is.
func (v *visit) addressLink() error {
	return v.parts(web.Page{Title: v.say("account.address")}, component.Text{Text: v.say("account.address.link"), Kind: "lead"},
		component.Button{Text: v.say("account.address.yes"), Post: v.r.URL.EscapedPath()})
}

func (v *visit) answerAddress() error {
	if err := v.slow(""); err != nil {
		return err
	}
	_, tells, err := v.Door.AnswerChange(v.ctx(), v.r.PathValue("token"))
	if errors.Is(err, signin.ErrUnknown) || errors.Is(err, signin.ErrNotNow) {
		return v.parts(web.Page{Title: v.say("signin.gone.title")}, component.Text{Text: v.say("account.address.gone"), Kind: "lead"})
	}
	return v.told(tells, err, "/")
}

func (v *visit) passkeyTable() (component.Part, error) {
	keys, err := v.Door.Passkeys(v.ctx(), v.session.Person)
	if err != nil {
		return nil, err
	}
	table := component.Table{Caption: v.say("account.passkeys"), Hidden: true, Empty: v.say("account.passkeys.none"),
		Columns: []component.Column{{Text: v.say("account.name")}, {Text: v.say("account.made")}, {Text: v.say("account.used")}, {Text: v.say("account.end")}}}
	for _, k := range keys {
		table.Rows = append(table.Rows, []component.Cell{{Text: k.Name}, {Text: v.on(k.Made)}, {Text: v.on(k.Used)}, v.ending("/account/passkey/" + k.ID + "/end")})
	}
	return table, nil
}

// ending is a cell with the button that ends what stands in its row.
func (v *visit) ending(address string) component.Cell {
	return component.Cell{Parts: component.Parts{component.Button{Text: v.say("account.end"), Post: address, Kind: "secondary"}}}
}

func (v *visit) sessionParts() (component.Parts, error) {
	sessions, err := v.Door.Sessions(v.ctx(), v.session.Person)
	if err != nil {
		return nil, err
	}
	table := component.Table{Caption: v.say("account.sessions"), Hidden: true,
		Columns: []component.Column{{Text: v.say("account.where")}, {Text: v.say("account.began")}, {Text: v.say("account.end")}}}
	for _, s := range sessions {
		cell := v.ending("/account/session/" + s.ID + "/end")
		if s.ID == v.session.ID {
			cell = component.Cell{Text: v.say("account.here")}
		}
		table.Rows = append(table.Rows, []component.Cell{{Text: s.Agent}, {Text: v.on(s.Began)}, cell})
	}
	parts := component.Parts{component.Heading{Text: v.say("account.sessions")}, component.Text{Text: v.say("account.sessions.text")}, table}
	if len(sessions) > 1 {
		parts = append(parts, component.Button{Text: v.say("account.sessions.end"), Post: "/account/sessions/end", Kind: "secondary"})
	}
	return parts, nil
}

// lives are how long a token may last, in days.
var lives = []string{"7", "30", "90", "365"}

// What a token may be for: the scopes that the programs' interface knows.
const (
	readMatters  = "read:matters"
	writeMatters = "write:matters"
)

func (v *visit) tokenParts(f *web.Form) (component.Parts, error) {
	tokens, err := v.Door.Tokens(v.ctx(), v.session.Person)
	if err != nil {
		return nil, err
	}
	table := component.Table{Caption: v.say("account.tokens"), Hidden: true, Empty: v.say("account.tokens.none"),
		Columns: []component.Column{{Text: v.say("account.name")}, {Text: v.say("account.scopes")}, {Text: v.say("account.ends")}, {Text: v.say("account.end")}}}
	for _, t := range tokens {
		may := v.say("account.scope.read")
		if t.May(writeMatters) {
			may = v.say("account.scope.write")
		}
		table.Rows = append(table.Rows, []component.Cell{{Text: t.Name}, {Text: may}, {Text: v.on(t.Ends)}, v.ending("/account/token/" + t.ID + "/end")})
	}
	life := component.Select{Field: f.Fill(component.Field{Name: "life", Label: v.say("account.token.life")})}
	for _, days := range lives {
		life.Options = append(life.Options, component.Option{Value: days, Text: v.say("account.token.days", "n", days)})
	}
	form := component.Form{Action: "/account/token", Parts: component.Parts{
		component.Input{Field: f.Fill(component.Field{Name: "token-name", Label: v.say("account.token.name"), Hint: v.say("account.token.name.hint")}), Width: "20"},
		component.Radios{Field: f.Fill(component.Field{Name: "scope", Label: v.say("account.token.scope")}), Options: []component.Option{
			{Value: readMatters, Text: v.say("account.scope.read")}, {Value: writeMatters, Text: v.say("account.scope.write")}}},
		life, component.Button{Text: v.say("account.token.make"), Kind: "secondary"}}}
	return component.Parts{component.Heading{Text: v.say("account.tokens")}, component.Text{Text: v.say("account.tokens.text")}, table,
		component.Details{Summary: v.say("account.token.new"), Parts: component.Parts{form}, Open: len(f.Problems) > 0}}, nil
}

// makeToken makes a token and shows it, this once.
func (v *visit) makeToken() error {
	f, err := web.ReadForm(v.w, v.r, mostForm)
	if err != nil {
		return err
	}
	scopes := []signin.Scope{readMatters}
	switch {
	case f.Text("scope") == writeMatters:
		scopes = append(scopes, writeMatters)
	case f.Text("scope") != readMatters:
		f.Problem("scope", v.say("account.token.scope.wrong"))
	}
	if name := f.Text("token-name"); name == "" || len(name) > 100 {
		f.Problem("token-name", v.say("account.token.name.wrong"))
	}
	days, err := strconv.Atoi(f.Text("life"))
	if err != nil || !slices.Contains(lives, f.Text("life")) {
		f.Problem("life", v.say("account.token.life.wrong"))
	}
	if len(f.Problems) > 0 {
		p, err := v.accountPage(f)
		if err != nil {
			return err
		}
		return f.Err(p)
	}
	value, t, err := v.Door.NewToken(v.ctx(), v.session, f.Text("token-name"), scopes, v.Door.Now().Add(time.Duration(days)*24*time.Hour))
	if err != nil {
		return err
	}
	return v.parts(web.Page{Title: v.say("account.token.made")},
		component.Receipt{Heading: v.say("account.token.once"), Reference: t.Name, Code: value, Note: v.say("account.token.note", "date", v.on(t.Ends))},
		v.onward(v.say("account.title"), "/account"))
}
