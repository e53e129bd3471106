package signin

import (
	"fmt"
	"net/netip"
	"testing"
	"time"
)

var (
	noon  = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	house = netip.MustParseAddr("192.0.2.1")
)

func TestAccountRunsOut(t *testing.T) {
	l := NewLimiter(Limits{})
	for i := range 10 {
		from := netip.AddrFrom4([4]byte{198, 51, 100, byte(i)}) // from wherever it comes
		if _, _, ok := l.Allow(noon, "a@example.org", from); !ok {
			t.Fatalf("try %d is one too many", i+1)
		}
	}
	_, after, ok := l.Allow(noon, "a@example.org", house)
	if ok || after <= 0 || after > time.Minute {
		t.Errorf("the try after that: %v, %v, want none for a minute", ok, after)
	}
	if _, _, ok := l.Allow(noon, "b@example.org", house); !ok {
		t.Error("another account has run out with it")
	}
	for range 5 { // asking too early does not put it off
		l.Allow(noon.Add(30*time.Second), "a@example.org", house)
	}
	if _, _, ok := l.Allow(noon.Add(time.Minute), "a@example.org", house); !ok {
		t.Error("a minute later there is none")
	}
}

// A village behind one address is held up and never shut out.
func TestSharedAddressIsOnlySlowed(t *testing.T) {
	l := NewLimiter(Limits{})
	var longest time.Duration
	for i := range 1000 {
		wait, _, ok := l.Allow(noon, fmt.Sprintf("%d@example.org", i), house)
		if !ok {
			t.Fatalf("try %d is refused", i)
		}
		if i < 100 && wait > 0 {
			t.Errorf("try %d waits %v", i, wait)
		}
		longest = max(longest, wait)
	}
	if longest != 2*time.Second {
		t.Errorf("the longest wait is %v, want 2s", longest)
	}
	if wait, _, _ := l.Allow(noon, "x", netip.MustParseAddr("192.0.2.2")); wait != 0 {
		t.Errorf("the house next door waits %v", wait)
	}
	if wait, _, _ := l.Allow(noon.Add(time.Minute), "x", house); wait != 0 {
		t.Errorf("a minute later one waits %v", wait)
	}
}

func TestNetwork(t *testing.T) {
	for _, tt := range []struct{ address, want string }{
		{"192.0.2.1", "192.0.2.1/32"},
		{"::ffff:192.0.2.1", "192.0.2.1/32"},
		{"2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"},
		{"fe80::1%eth0", "fe80::/64"},
	} {
		if got := Network(netip.MustParseAddr(tt.address)).String(); got != tt.want {
			t.Errorf("Network(%s) = %s, want %s", tt.address, got, tt.want)
		}
	}
	_ = Network(netip.Addr{}) // does not fail
}

func TestLimiterRemembersSoMany(t *testing.T) {
	l := NewLimiter(Limits{Most: 160})
	for i := range 100_000 {
		l.Allow(noon, fmt.Sprint(i), netip.AddrFrom4([4]byte{10, byte(i >> 16), byte(i >> 8), byte(i)}))
	}
	n := 0
	for i := range l.accounts.shards {
		s := &l.accounts.shards[i]
		n += s.order.Len()
		if s.order.Len() != len(s.byKey) {
			t.Errorf("shard %d has %d and %d", i, s.order.Len(), len(s.byKey))
		}
	}
	if n > 160 {
		t.Errorf("%d accounts are remembered, want 160 or fewer", n)
	}
}

// Whoever is counted against stays remembered while they go on.
func TestWhoGoesOnIsNotForgotten(t *testing.T) {
	l := NewLimiter(Limits{Most: 160, Tries: 1000, TryEvery: time.Hour})
	for i := range 1000 {
		if _, _, ok := l.Allow(noon, "a@example.org", house); !ok {
			t.Fatalf("try %d is refused", i)
		}
		for j := range 20 {
			l.Allow(noon, fmt.Sprint(i, " ", j), house)
		}
	}
	if _, _, ok := l.Allow(noon, "a@example.org", house); ok {
		t.Error("a try too many is let through: the count was forgotten")
	}
}
