package serve

import (
	"fmt"
	"net/http"
	"runtime"
	"sort"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// meters counts requests by method and class of answer, never by address: an address may name a case.
type meters struct {
	mu       sync.Mutex
	requests map[meterKey]*meter
	running  atomic.Int64
}

type meterKey struct {
	method string
	class  int // 2 for 200 to 299
}

type meter struct {
	count   int64
	seconds float64
}

// measure counts what passes through.
func (m *meters) measure(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		m.running.Add(1)
		defer m.running.Add(-1)
		begun := time.Now()
		seen := &statusSeen{ResponseWriter: w, status: http.StatusOK}
		next.ServeHTTP(seen, r)
		m.note(meterKey{known(r.Method), seen.status / 100}, time.Since(begun).Seconds())
	})
}

// known keeps a stranger's made-up methods from filling the memory.
func known(method string) string {
	switch method {
	case http.MethodGet, http.MethodHead, http.MethodPost:
		return method
	}
	return "other"
}

func (m *meters) note(k meterKey, seconds float64) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.requests == nil {
		m.requests = map[meterKey]*meter{}
	}
	if m.requests[k] == nil {
		m.requests[k] = &meter{}
	}
	m.requests[k].count++
	m.requests[k].seconds += seconds
}

// statusSeen notes the status of an answer.
type statusSeen struct {
	http.ResponseWriter
	status int
}

func (s *statusSeen) WriteHeader(status int) {
	s.status = status
	s.ResponseWriter.WriteHeader(status)
}

// Unwrap lets http.ResponseController reach what is below.
func (s *statusSeen) Unwrap() http.ResponseWriter { return s.ResponseWriter }

// metrics writes what is counted, in Prometheus's text format. None of it is about a person or a case.
func (h *House) metrics(w http.ResponseWriter, r *http.Request) {
	var b strings.Builder
	m := &h.meters
	m.mu.Lock()
	keys := make([]meterKey, 0, len(m.requests))
	for k := range m.requests {
		keys = append(keys, k)
	}
	sort.Slice(keys, func(i, j int) bool {
		return keys[i].method < keys[j].method || keys[i].method == keys[j].method && keys[i].class < keys[j].class
	})
	b.WriteString("# HELP evenhand_requests_total Requests answered.\n# TYPE evenhand_requests_total counter\n")
	for _, k := range keys {
		fmt.Fprintf(&b, "evenhand_requests_total{method=%q,class=\"%dxx\"} %d\n", k.method, k.class, m.requests[k].count)
	}
	b.WriteString("# HELP evenhand_request_seconds_total Time spent on answering.\n# TYPE evenhand_request_seconds_total counter\n")
	for _, k := range keys {
		fmt.Fprintf(&b, "evenhand_request_seconds_total{method=%q,class=\"%dxx\"} %.6f\n", k.method, k.class, m.requests[k].seconds)
	}
	m.mu.Unlock()
	gauge := func(name, help string, value float64) {
		fmt.Fprintf(&b, "# HELP %s %s\n# TYPE %s gauge\n%s %g\n", name, help, name, name, value)
	}
	gauge("evenhand_requests_running", "Requests being answered.", float64(m.running.Load()))
	var mem runtime.MemStats
	runtime.ReadMemStats(&mem)
	gauge("evenhand_heap_bytes", "Memory in use.", float64(mem.HeapInuse))
	gauge("evenhand_goroutines", "Goroutines.", float64(runtime.NumGoroutine()))
	if waiting, err := h.Store.Outbox(r.Context(), h.Office.Now(), 1000); err == nil {
		gauge("evenhand_messages_waiting", "Messages to be sent now, counted up to 1000.", float64(len(waiting)))
	}
	if today, err := h.Office.Today(); err == nil {
		if due, err := h.Store.Due(r.Context(), today, 1000); err == nil {
			gauge("evenhand_matters_overdue_for_the_night", "Matters in which something fell due and has not been recorded yet, counted up to 1000.", float64(len(due)))
		}
	}
	w.Header().Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
	_, _ = w.Write([]byte(b.String())) // whoever asked has gone
}
