package desk_test

import (
	"testing"

	"github.com/evenhand/evenhand/internal/casework"
	"github.com/evenhand/evenhand/internal/desk"
	"github.com/evenhand/evenhand/internal/web/browser"
)

// demoHouse is a house that people enter with one click.
func demoHouse(t *testing.T, people ...string) *house {
	return newHouse(t, func(d *desk.Desk) {
		d.Demo, d.Open = &desk.Demo{}, true
		for _, p := range people {
			d.Demo.People = append(d.Demo.People, desk.Actor{Person: casework.PersonID(p), Name: p, Token: p})
		}
	})
}

// The ways in, and the first pages of those who come in, as different readers see them.
func TestLookAtTheWaysIn(t *testing.T) {
	h := demoHouse(t, "complainant", "caseworker", "admin", "auditor", "outsider")
	h.complain()
	few := []string{"dark", "narrow"} // the light one has the same markup, and its colours are looked at in the gallery
	browser.Look(t, h.url,
		browser.Visit{Name: "front", Path: "/", Looks: few},
		browser.Visit{Name: "sign-in", Path: "/sign-in", Looks: few},
		browser.Visit{Name: "sign-in-sent", Path: "/sign-in/sent", Looks: few},
		browser.Visit{Name: "sign-in-link", Path: "/sign-in/link/x", Looks: few},
		browser.Visit{Name: "return", Path: "/return", Looks: few},
		browser.Visit{Name: "factor", Path: "/factor", SignIn: "/demo/enter/complainant", Looks: few},
		browser.Visit{Name: "account", Path: "/account", SignIn: "/demo/enter/complainant", Looks: few},
		browser.Visit{Name: "home-complainant", Path: "/", SignIn: "/demo/enter/complainant", Looks: few},
		browser.Visit{Name: "home-caseworker", Path: "/", SignIn: "/demo/enter/caseworker", Looks: few},
		browser.Visit{Name: "home-admin", Path: "/", SignIn: "/demo/enter/admin", Looks: few},
		browser.Visit{Name: "home-auditor", Path: "/", SignIn: "/demo/enter/auditor", Looks: few},
		browser.Visit{Name: "home-empty", Path: "/", SignIn: "/demo/enter/outsider", Looks: few},
		browser.Visit{Name: "complain", Path: "/complain", Looks: few},
		browser.Visit{Name: "complain-1-handlers", Path: "/complain/who-must-not-see", Looks: few},
		browser.Visit{Name: "complain-2-part", Path: "/complain/your-part", Looks: few},
		browser.Visit{Name: "complain-3-known", Path: "/complain/your-name?mend=1", Looks: few},
		browser.Visit{Name: "complain-4-what", Path: "/complain/what", Looks: few},
		browser.Visit{Name: "complain-5-when", Path: "/complain/when?mend=1", Looks: few},
		browser.Visit{Name: "complain-6-learnt", Path: "/complain/learnt", Looks: few},
		browser.Visit{Name: "complain-7-who", Path: "/complain/who", Looks: few},
		browser.Visit{Name: "complain-8-rule", Path: "/complain/rule", Looks: few},
		browser.Visit{Name: "complain-9-evidence", Path: "/complain/evidence", Looks: few},
		browser.Visit{Name: "complain-10-contact", Path: "/complain/reaching-you?mend=1", Looks: few},
		browser.Visit{Name: "complain-deleted", Path: "/complain/deleted", Looks: few},
	)
}

// One complaint from beginning to end in a real browser, with scripts and without.
func TestWalkThroughAComplaint(t *testing.T) {
	for _, scripts := range []bool{true, false} {
		name := map[bool]string{true: "with scripts", false: "without scripts"}[scripts]
		t.Run(name, func(t *testing.T) {
			h := newHouse(t)
			step := func(do, what string, with ...string) browser.Step {
				return browser.Step{Who: "gimlet", Do: do, What: what, With: with}
			}
			const on = "Save and go on"
			browser.Walk(t, h.url, scripts,
				step("open", "/"), step("click", "Make a complaint"), step("click", "Begin"),
				step("choose", "No, none of these people, and none on the lists below"), step("click", on),
				step("choose", "It was done to me"), step("click", on),
				step("choose", "By my name, but only to this office"), step("type", "Your name", "Gimlet Nettlewick"), step("click", on),
				step("click", on), step("see", "Say what happened."),
				step("type", "What happened?", "Eleven messages in one night."), step("click", on),
				step("type", "When did it happen?", "28 January 2026"), step("click", on),
				step("choose", "On the day it happened"), step("click", on),
				step("type", "Who did it?", "Thimble Oatwhistle"), step("click", on),
				step("click", on),
				step("files", "What shows it? (you may leave this out)", "messages.txt", "picture.png"), step("click", on),
				step("see", "About this file"),
				step("type", "What is it?", "Eleven messages"), step("choose", "It is whole"), step("choose", "No"), step("shot", "complain-file"), step("click", on),
				step("type", "What is it?", "Picture of the screen"), step("choose", "It is a part"), step("choose", "No"), step("click", on),
				step("see", "messages.txt"), step("shot", "complain-files"), step("click", on),
				step("choose", "Do not write to me: I come back by myself"), step("click", on),
				step("see", "Check your answers"), step("see", "Picture of the screen"), step("shot", "complain-check"),
				step("click", "Send the complaint"), step("see", "It has been sent"), step("shot", "complain-sent"),
				step("click", "I have kept both: take them off this page"), step("see", "Come back"),
			)
		})
	}
}
