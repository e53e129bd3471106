package signin

import (
	_ "embed"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
)

// PasskeyScript is the module that drives a page's forms for passkeys. It asks
// [Passkeys.Handler] at the address that a form names as its action.
//
//go:embed passkey.js
var PasskeyScript []byte

const mostAnswer = 64 << 10 // bytes of a browser's answer

// Handler answers the script: POST make/begin and make/finish for whoever has
// signed in, use/begin and use/finish for anybody. It is mounted without its
// prefix, behind [http.CrossOriginProtection] and the limits. It stands for
// the door's own cookie. Label is what a new passkey is called on the device.
func (p *Passkeys) Handler(cookie Cookie, label string) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /make/begin", p.answered(func(w http.ResponseWriter, r *http.Request, _ asked) (any, error) {
		s, err := p.door.Resume(r.Context(), cookie.Token(r))
		if err != nil {
			return nil, err
		}
		options, token, err := p.BeginMaking(r.Context(), s, label)
		return map[string]any{"token": token, "options": options}, err
	}))
	mux.HandleFunc("POST /make/finish", p.answered(func(w http.ResponseWriter, r *http.Request, a asked) (any, error) {
		s, err := p.door.Resume(r.Context(), cookie.Token(r))
		if err != nil {
			return nil, err
		}
		k, err := p.FinishMaking(r.Context(), s, a.Token, a.Name, strings.NewReader(string(a.Answer)))
		return map[string]string{"id": k.ID}, err
	}))
	mux.HandleFunc("POST /use/begin", p.answered(func(w http.ResponseWriter, r *http.Request, _ asked) (any, error) {
		options, token, err := p.BeginUsing(r.Context())
		return map[string]any{"token": token, "options": options}, err
	}))
	mux.HandleFunc("POST /use/finish", p.answered(func(w http.ResponseWriter, r *http.Request, a asked) (any, error) {
		person, f, err := p.FinishUsing(r.Context(), a.Token, strings.NewReader(string(a.Answer)))
		if err != nil {
			return nil, err
		}
		return struct{}{}, p.door.Admit(w, r, cookie, person, f)
	}))
	return mux
}

// Admit signs a person in, in the browser that sent the request: their session
// there gains the factor, or a new one begins, and the cookie is set.
func (d *Door) Admit(w http.ResponseWriter, r *http.Request, cookie Cookie, person Person, f Factor) error {
	token, s, err := d.Strengthen(r.Context(), cookie.Token(r), person, f)
	if errors.Is(err, ErrUnknown) {
		token, s, err = d.Open(r.Context(), person, f, Agent(r.UserAgent()), cookie.Token(r))
	}
	if err != nil {
		return err
	}
	cookie.Set(w, token, d.now(), s.Began.Add(d.settings.SessionMost))
	return nil
}

// asked is what the script sends.
type asked struct {
	Token  string          `json:"token"`
	Name   string          `json:"name"`
	Answer json.RawMessage `json:"answer"`
}

// answered makes a handler of a function: 400 for what cannot be read, 403 for
// what the door does not know.
func (p *Passkeys) answered(do func(http.ResponseWriter, *http.Request, asked) (any, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		var a asked
		if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, mostAnswer)).Decode(&a); err != nil || len(a.Name) > 100 {
			http.Error(w, "cannot be read", http.StatusBadRequest)
			return
		}
		w.Header().Set("Cache-Control", "no-store")
		v, err := do(w, r, a)
		switch {
		case errors.Is(err, ErrUnknown), errors.Is(err, ErrTaken):
			http.Error(w, "not accepted", http.StatusForbidden)
		case err != nil:
			http.Error(w, "could not be done", http.StatusInternalServerError)
		default:
			w.Header().Set("Content-Type", "application/json")
			_ = json.NewEncoder(w).Encode(v) // the browser may have left
		}
	}
}
