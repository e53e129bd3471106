package signin

import (
	"container/list"
	"hash/maphash"
	"net/netip"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// Limits say how often somebody may try. A zero stands for the value named
// beside it.
type Limits struct {
	Tries      int           // for one account, at once: 10
	TryEvery   time.Duration // and then one more after each: 1 minute
	Shared     int           // for one network, at once: 100
	SharedRate time.Duration // and then one more after each: 100 milliseconds
	MostWait   time.Duration // how long one that is over the network's limit is held up: 2 seconds
	Most       int           // how many accounts, and how many networks, are remembered: 65,536
}

// A Limiter counts tries. Those of one account run out; those of one network,
// behind which may be a whole village, are only held up. So guessing at one
// account is stopped from wherever it comes, guessing at many from one place is
// slow, and nobody is shut out by their neighbours.
type Limiter struct {
	limits   Limits
	accounts counters
	networks counters
}

// NewLimiter returns a limiter with nothing counted.
func NewLimiter(l Limits) *Limiter {
	or := func(n *int, usual int) {
		if *n == 0 {
			*n = usual
		}
	}
	orTime := func(d *time.Duration, usual time.Duration) {
		if *d == 0 {
			*d = usual
		}
	}
	or(&l.Tries, 10)
	or(&l.Shared, 100)
	or(&l.Most, 65536)
	orTime(&l.TryEvery, time.Minute)
	orTime(&l.SharedRate, 100*time.Millisecond)
	orTime(&l.MostWait, 2*time.Second)
	r := &Limiter{limits: l}
	r.accounts.start(rate.Every(l.TryEvery), l.Tries, l.Most)
	r.networks.start(rate.Every(l.SharedRate), l.Shared, l.Most)
	return r
}

// Allow counts a try at an account, which may be known or not (the address or
// the code as it was typed), from a network address. It reports how long to
// hold the answer back, or that there are too many and after how long there
// may be another.
func (l *Limiter) Allow(now time.Time, account string, from netip.Addr) (wait, after time.Duration, ok bool) {
	if account != "" {
		if after := l.accounts.delay(now, account, false); after > 0 {
			return 0, after, false
		}
	}
	return min(l.networks.delay(now, Network(from).String(), true), l.limits.MostWait), 0, true
}

// Network returns what is counted as one place: an address of IPv4, the 64 bits
// of IPv6 that one connection usually has.
func Network(a netip.Addr) netip.Prefix {
	a = a.Unmap().WithZone("")
	bits := a.BitLen()
	if a.Is6() {
		bits = 64
	}
	prefix, err := a.Prefix(bits)
	if err != nil {
		return netip.Prefix{} // no address: all such are one
	}
	return prefix
}

const shards = 16

// counters are the least recently used of many, in shards that do not wait for
// each other.
type counters struct {
	seed   maphash.Seed
	every  rate.Limit
	burst  int
	shards [shards]shard
}

// A shard remembers some counters, the one used last in front.
type shard struct {
	mu    sync.Mutex
	most  int
	order list.List // of *counter
	byKey map[uint64]*list.Element
}

type counter struct {
	key     uint64
	limiter *rate.Limiter
}

func (c *counters) start(every rate.Limit, burst, most int) {
	c.seed, c.every, c.burst = maphash.MakeSeed(), every, burst
	for i := range c.shards {
		c.shards[i].most = max(1, most/shards)
		c.shards[i].byKey = make(map[uint64]*list.Element)
	}
}

// delay counts a use of key and returns how long it is over the limit. One that
// is not let through is not counted, so that waiting helps; one that is held up
// is counted.
func (c *counters) delay(now time.Time, key string, hold bool) time.Duration {
	hash := maphash.String(c.seed, key) // no address is kept
	s := &c.shards[hash%shards]
	s.mu.Lock()
	defer s.mu.Unlock()
	r := s.counter(hash, c).ReserveN(now, 1)
	after := r.DelayFrom(now)
	if after > 0 && (!hold || after > maxHeld) {
		r.CancelAt(now)
	}
	return after
}

// maxHeld bounds how far a flood can push the turn of those who come after it.
const maxHeld = 10 * time.Second

func (s *shard) counter(key uint64, c *counters) *rate.Limiter {
	if e, ok := s.byKey[key]; ok {
		s.order.MoveToFront(e)
		return e.Value.(*counter).limiter
	}
	if s.order.Len() >= s.most {
		last := s.order.Back()
		delete(s.byKey, s.order.Remove(last).(*counter).key)
	}
	n := &counter{key, rate.NewLimiter(c.every, c.burst)}
	s.byKey[key] = s.order.PushFront(n)
	return n.limiter
}
