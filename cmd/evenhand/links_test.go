package main

import (
	"html"
	"net/url"
	"regexp"
	"strings"
	"testing"
)

var (
	links   = regexp.MustCompile(`href="([^"]+)"`)
	numbers = regexp.MustCompile(`/[0-9]+(/|$)`)
	oneCase = regexp.MustCompile(`^/case/[^/]+`)
	hollow  = regexp.MustCompile(`<h[1-6][^>]*>\s*</h[1-6]>|<a [^>]*>\s*</a>|<th[^>]*>\s*</th>|&lt;no value&gt;|%![a-z(]`)
)

// mostAlike is of how many cases somebody reads a page of one kind.
const mostAlike = 4

// TestLinks follows, as a visitor and as every player, each link of each kind of page: none leads nowhere, and no page
// has an empty heading or an empty link.
func TestLinks(t *testing.T) {
	th := newTheatre(t)
	kinds := 0
	for _, p := range th.kept.Cast.Players {
		kinds += th.be(p).follow(p.Name)
	}
	if kinds < 20*len(th.kept.Cast.Players) {
		t.Errorf("%d kinds of pages were seen by %d players; links were not followed", kinds, len(th.kept.Cast.Players))
	}
}

// follow reads one page of each kind that can be reached from the first, and counts the kinds.
func (g *guest) follow(who string) int {
	g.Helper()
	type step struct{ to, from string }
	seen, alike := map[string]bool{}, map[string]int{}
	for todo := []step{{"/", ""}}; len(todo) > 0; todo = todo[1:] {
		to := todo[0].to
		kind := oneCase.ReplaceAllString(kindOf(to), "/case")
		if seen[kindOf(to)] || alike[kind] >= mostAlike {
			continue
		}
		seen[kindOf(to)] = true
		alike[kind]++
		status, text := g.ask("GET", to)
		if status != 200 && status != 303 {
			g.Errorf("%s: %s leads to %s: %d", who, todo[0].from, to, status)
			continue
		}
		if !strings.HasPrefix(text, "<!DOCTYPE html>") {
			continue
		}
		if found := hollow.FindString(text); found != "" {
			g.Errorf("%s: %s has %s", who, to, found)
		}
		for _, m := range links.FindAllStringSubmatch(text, -1) {
			next := html.UnescapeString(m[1])
			if followed(to, next) {
				next, _, _ = strings.Cut(next, "#")
				todo = append(todo, step{next, to})
			}
		}
	}
	return len(seen)
}

// followed says whether a link on a page is one of this site that changes nothing about who is signed in. What
// the gallery shows are examples, whose links lead nowhere.
func followed(page, to string) bool {
	return strings.HasPrefix(to, "/") && !strings.HasPrefix(to, "/static/") && !strings.HasPrefix(to, "/demo/enter/") && !strings.HasPrefix(page, "/gallery")
}

// kindOf is an address without the number in it and without what is asked, apart from the act: pages of a kind are alike.
func kindOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return address
	}
	return numbers.ReplaceAllString(u.Path, "/N$1") + u.Query().Get("act")
}
