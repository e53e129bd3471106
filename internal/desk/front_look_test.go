package desk_test

import (
	"testing"

	"github.com/evenhand/evenhand/internal/web/browser"
)

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
