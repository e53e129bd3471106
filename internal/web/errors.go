package web

import (
	"errors"
	"log/slog"
	"net/http"

	"github.com/evenhand/evenhand/internal/web/component"
	"github.com/evenhand/evenhand/internal/web/words"
	"github.com/evenhand/evenhand/matter"
)

// What a handler returns to be answered in a way of its own. Wrap them freely.
var (
	// ErrNotFound is also for what the asker may not know of: the answer is
	// the same to the byte.
	ErrNotFound = errors.New("not found")
	// ErrForeign is for a request that another site sent.
	ErrForeign = errors.New("sent from another site")
	// ErrSignIn is for what only somebody signed in may ask.
	ErrSignIn = errors.New("not signed in")
	// ErrTooMany is for one who asks too often.
	ErrTooMany = errors.New("too many requests")
	// ErrConflict is for a form filled in while something else happened.
	ErrConflict = errors.New("changed meanwhile")
)

// Refused is a [*matter.Refusal] together with the page on which it was tried,
// so that the way back is shown.
type Refused struct {
	Refusal *matter.Refusal
	Back    component.Link
}

func (r *Refused) Error() string { return r.Refusal.Error() }
func (r *Refused) Unwrap() error { return r.Refusal }

// Invalid is a form that cannot be taken as it was filled in. Its page is
// shown again with what was typed, the problems first.
type Invalid struct{ Page Page }

func (*Invalid) Error() string { return "form not filled in as asked" }

// A Handler answers a request or returns why it did not. It has written
// nothing when it returns an error.
type Handler func(http.ResponseWriter, *http.Request) error

// Handle makes a handler of h for a [http.ServeMux].
func (s *Site) Handle(h Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := h(w, r); err != nil {
			s.Error(w, r, err)
		}
	})
}

// Error answers with what err means to the person who asked. A fault is logged
// here and nowhere else, by the pattern of the request and not by its address,
// which may name a case.
func (s *Site) Error(w http.ResponseWriter, r *http.Request, err error) {
	status, page := s.answer(err)
	if status == http.StatusInternalServerError {
		s.options.Log.Error("request failed", "method", r.Method, "pattern", r.Pattern, slog.Any("error", err))
	}
	if err := s.Render(w, r, status, page); err != nil {
		s.options.Log.Error("error page failed", slog.Any("error", err))
		http.Error(w, http.StatusText(http.StatusInternalServerError), http.StatusInternalServerError)
	}
}

// answer says which status and which page err is answered with.
func (s *Site) answer(err error) (status int, page Page) {
	var invalid *Invalid
	var refused *Refused
	var refusal *matter.Refusal
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &invalid):
		return http.StatusUnprocessableEntity, invalid.Page
	case errors.As(err, &refused):
		return http.StatusConflict, s.refusalPage(refused.Refusal, &refused.Back)
	case errors.As(err, &refusal):
		return http.StatusConflict, s.refusalPage(refusal, nil)
	case errors.As(err, &large):
		return http.StatusRequestEntityTooLarge, s.errorPage(words.Key("error.large"), words.Key("error.large.text"))
	case errors.Is(err, ErrNotFound):
		return http.StatusNotFound, s.errorPage(words.Key("error.unknown"), words.Key("error.unknown.text"))
	case errors.Is(err, ErrConflict):
		return http.StatusConflict, s.errorPage(words.Key("error.meanwhile"), words.Key("error.meanwhile.text"))
	case errors.Is(err, ErrSignIn):
		return http.StatusUnauthorized, s.errorPage(words.Key("error.signin"), words.Key("error.signin.text"))
	case errors.Is(err, ErrForeign):
		return http.StatusForbidden, s.errorPage(words.Key("error.foreign"), words.Key("error.foreign.text"))
	case errors.Is(err, ErrTooMany):
		return http.StatusTooManyRequests, s.errorPage(words.Key("error.often"), words.Key("error.often.text"))
	}
	return http.StatusInternalServerError, s.errorPage(words.Key("error.fault"), words.Key("error.fault.text"))
}

func (s *Site) errorPage(title, text words.Key) Page {
	say := s.options.Words.Say
	return Page{Title: say(title), Template: "error", Data: say(text)}
}

func (s *Site) refusalPage(r *matter.Refusal, back *component.Link) Page {
	shown := component.RefusalOf(r)
	shown.Tried = true
	return Page{
		Title:    s.options.Words.Say("refusal.title"),
		Template: "refused",
		Data: struct {
			Refusal component.Refusal
			Back    *component.Link
		}{shown, back},
	}
}
