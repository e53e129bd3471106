package serve

import (
	"cmp"
	"errors"
	"io"
	"net/http"
	"time"
)

// Patience says how long the office waits for a client. A zero stands for the value named beside it.
type Patience struct {
	Header time.Duration // for the whole header of a request: 10 seconds
	Stall  time.Duration // for the next bytes of a body: 30 seconds
	Body   time.Duration // for a whole body: 15 minutes, which a slow line needs for the largest
	Answer time.Duration // for its taking the answer, from the end of the request's header on: 20 minutes
	Idle   time.Duration // between two requests: 2 minutes
	Stop   time.Duration // for what is under way, when the office is to stop: 10 seconds
}

// mostBody bounds every request, files included; a page or a call of the API may take less.
const mostBody = 66 << 20

// mostHeader is how long the header of a request may be.
const mostHeader = 64 << 10

func (p Patience) orUsual() Patience {
	return Patience{
		Header: cmp.Or(p.Header, 10*time.Second),
		Stall:  cmp.Or(p.Stall, 30*time.Second),
		Body:   cmp.Or(p.Body, 15*time.Minute),
		Answer: cmp.Or(p.Answer, 20*time.Minute),
		Idle:   cmp.Or(p.Idle, 2*time.Minute),
		Stop:   cmp.Or(p.Stop, 10*time.Second),
	}
}

// patient cuts off a client whose body stalls, and one that takes too long over all of it.
func (h *House) patient(next http.Handler) http.Handler {
	p := h.Patience.orUsual()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Body == nil || r.Body == http.NoBody {
			next.ServeHTTP(w, r)
			return
		}
		control := http.NewResponseController(w)
		r.Body = http.MaxBytesReader(w, &awaited{ReadCloser: r.Body, control: control, stall: p.Stall, end: time.Now().Add(p.Body)}, mostBody)
		next.ServeHTTP(w, r)
		_ = control.SetReadDeadline(time.Now().Add(p.Stall)) // for what the server still reads of it, to throw it away
	})
}

// awaited is a body that is waited for, a while at a time.
type awaited struct {
	io.ReadCloser
	control *http.ResponseController
	stall   time.Duration
	end     time.Time
}

func (a *awaited) Read(p []byte) (int, error) {
	until := time.Now().Add(a.stall)
	if until.After(a.end) {
		until = a.end
	}
	if err := a.control.SetReadDeadline(until); err != nil && !errors.Is(err, http.ErrNotSupported) {
		return 0, err
	}
	n, err := a.ReadCloser.Read(p)
	if err == nil || errors.Is(err, io.EOF) {
		_ = a.control.SetReadDeadline(a.end) // nobody reads while the office works: it is not the client that is slow then
	}
	return n, err
}
