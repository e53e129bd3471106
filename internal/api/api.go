// Package api is the office for programs: JSON over HTTP, the same commands and the same reads as the pages, under the
// same rules. openapi.json describes it, and a test holds the running server against that description.
//
// A program acts for a person, by a token that has scopes and an end. Filing a complaint, and coming back to one with
// its receipt code, need no token.
package api

import (
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"strings"

	"github.com/evenhand/evenhand/internal/casework"
	"github.com/evenhand/evenhand/matter"
)

// What a token may be for.
const (
	ReadMatters  = "read:matters"
	WriteMatters = "write:matters"
)

// Tokens says whom a token stands for.
type Tokens interface {
	// Holder is the person, and what the token may be used for. The error is ErrToken when there is no such token, or
	// its end has come.
	Holder(ctx context.Context, token string) (casework.PersonID, []string, error)
}

// ErrToken is that a token is unknown or has ended.
var ErrToken = errors.New("unknown token")

// A Limit bounds what one request may carry.
type Limit struct {
	Body  int64 // bytes of a request, files included; 0: 64 MiB
	Files int   // 0: 20
}

// Options are what the API works on.
type Options struct {
	Office *casework.Office
	Tokens Tokens
	Limit  Limit
	Log    *slog.Logger
}

type server struct{ Options }

//go:embed openapi.json
var description []byte

// Handler serves everything under /api/v1/.
func Handler(o Options) http.Handler {
	if o.Limit.Body == 0 {
		o.Limit.Body = 64 << 20
	}
	if o.Limit.Files == 0 {
		o.Limit.Files = 20
	}
	s := &server{o}
	mux := http.NewServeMux()
	mux.Handle("GET /api/v1/openapi.json", s.handle(s.describe))
	mux.Handle("POST /api/v1/complaints", s.handle(s.complain))
	mux.Handle("GET /api/v1/complaints/{reference}", s.handle(s.comeBack))
	mux.Handle("GET /api/v1/matters", s.handle(s.matters))
	mux.Handle("GET /api/v1/matters/{id}", s.handle(s.matter))
	mux.Handle("POST /api/v1/matters/{id}/acts", s.handle(s.act))
	mux.Handle("POST /api/v1/matters/{id}/motions", s.handle(s.move))
	mux.Handle("POST /api/v1/matters/{id}/votes", s.handle(s.vote))
	mux.Handle("POST /api/v1/matters/{id}/facts", s.handle(s.fact))
	mux.Handle("POST /api/v1/matters/{id}/messages", s.handle(s.message))
	mux.Handle("POST /api/v1/matters/{id}/exhibits", s.handle(s.exhibits))
	mux.Handle("GET /api/v1/home", s.handle(s.home))
	mux.Handle("/", s.handle(func(http.ResponseWriter, *http.Request) error { return casework.ErrNotFound }))
	return s.own(mux)
}

// own refuses what another website has a browser send to change something.
func (s *server) own(next http.Handler) http.Handler {
	guard := http.NewCrossOriginProtection()
	guard.SetDenyHandler(s.handle(func(http.ResponseWriter, *http.Request) error { return errForeign }))
	return guard.Handler(next)
}

// errForeign is that another website sent a request.
var errForeign = errors.New("another website may not send this")

func (s *server) describe(w http.ResponseWriter, _ *http.Request) error {
	w.Header().Set("Content-Type", "application/json")
	_, err := w.Write(description)
	return err
}

// handle turns an error into an answer.
func (s *server) handle(do func(http.ResponseWriter, *http.Request) error) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "no-store")
		w.Header().Set("X-Content-Type-Options", "nosniff")
		r.Body = http.MaxBytesReader(w, r.Body, s.Limit.Body)
		err := plainBody(r)
		if err == nil {
			err = do(w, r)
		}
		if err != nil {
			s.answer(w, r, err)
		}
	})
}

// A problem is an answer that is not what was asked for.
type problem struct {
	Error    string               `json:"error"`
	Problems []field              `json:"problems,omitempty"`
	Refused  string               `json:"refused,omitempty"`
	Why      []casework.Condition `json:"conditions,omitempty"`
}

type field struct {
	Field string `json:"field"`
	Text  string `json:"text"`
}

// errMalformed is that the request is not what it says it is.
type errMalformed struct{ why string }

func (e errMalformed) Error() string { return e.why }

func (s *server) answer(w http.ResponseWriter, r *http.Request, err error) {
	var refusal *matter.Refusal
	var problems casework.Problems
	var large *http.MaxBytesError
	var malformed errMalformed
	switch {
	case errors.As(err, &refusal):
		send(w, http.StatusConflict, refusedOf(refusal))
	case errors.As(err, &problems):
		p := problem{Error: "something is to be mended"}
		for _, x := range problems {
			p.Problems = append(p.Problems, field{x.Field, x.Text})
		}
		send(w, http.StatusUnprocessableEntity, p)
	case errors.Is(err, casework.ErrNotFound):
		send(w, http.StatusNotFound, problem{Error: "not found"})
	case errors.Is(err, casework.ErrConflict):
		send(w, http.StatusConflict, problem{Error: "something else happened first: read the matter again"})
	case errors.Is(err, ErrToken):
		w.Header().Set("WWW-Authenticate", `Bearer realm="evenhand"`)
		send(w, http.StatusUnauthorized, problem{Error: "a valid token is needed: send it as Authorization: Bearer TOKEN"})
	case errors.Is(err, errForeign):
		send(w, http.StatusForbidden, problem{Error: err.Error()})
	case errors.Is(err, errPacked):
		send(w, http.StatusUnsupportedMediaType, problem{Error: err.Error()})
	case errors.Is(err, errSlow):
		send(w, http.StatusRequestTimeout, problem{Error: err.Error()})
	case errors.As(err, &large):
		send(w, http.StatusRequestEntityTooLarge, problem{Error: "that is more than one request may carry"})
	case errors.As(err, &malformed):
		send(w, http.StatusBadRequest, problem{Error: malformed.why})
	default:
		s.log().Error("request failed", "method", r.Method, "pattern", r.Pattern, slog.Any("error", err))
		send(w, http.StatusInternalServerError, problem{Error: "a fault of the office: nothing was done"})
	}
}

func (s *server) log() *slog.Logger {
	if s.Log == nil {
		return slog.Default()
	}
	return s.Log
}

// refusedOf is a refusal as programs read it.
func refusedOf(r *matter.Refusal) any {
	answer := struct {
		Error      string               `json:"error"`
		Refused    string               `json:"refused"`
		Conditions []casework.Condition `json:"conditions"`
	}{Error: "the rules say no", Refused: r.Act}
	_, version, _ := strings.Cut(r.Book, ", version ")
	for _, x := range r.Reasons {
		answer.Conditions = append(answer.Conditions, casework.Condition{Clause: x.Clause, Version: version, Reason: x.Why, Cure: x.Cure, Earliest: x.After})
	}
	return answer
}

func send(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v) // whoever asked has gone
}

// viewer is whoever the token stands for, if it has the scope.
func (s *server) viewer(r *http.Request, scope string) (casework.Viewer, error) {
	token, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	if !ok {
		return casework.Viewer{}, ErrToken
	}
	person, scopes, err := s.Tokens.Holder(r.Context(), token)
	if err != nil {
		return casework.Viewer{}, err
	}
	for _, x := range scopes {
		if x == scope {
			return casework.Viewer{Person: person, As: r.Header.Get("Capacity")}, nil
		}
	}
	return casework.Viewer{}, ErrToken
}
