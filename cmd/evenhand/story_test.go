package main

import (
	"testing"

	"github.com/evenhand/evenhand/internal/web/browser"
)

// TestStory walks through the demonstration as nine people, each in a browser of their own: a complaint is made, one is
// acknowledged, a question answered without a name, a charge answered; what the rules do not allow is refused, and
// who must not know finds nothing. All of it with scripts, and again without.
func TestStory(t *testing.T) {
	for name, scripts := range map[string]bool{"with scripts": true, "without scripts": false} {
		t.Run(name, func(t *testing.T) {
			th := newTheatre(t)
			browser.Walk(t, th.base, scripts, th.story()...)
		})
	}
}

// story is what the people do, in turn.
func (t *theatre) story() []browser.Step {
	var story []browser.Step
	as := func(who string, steps ...browser.Step) {
		if p, ok := t.kept.Cast.Player(who); ok {
			story = append(story, browser.Step{Who: who, Do: "open", What: "/demo/enter/" + t.kept.Doors[string(p.Person)]})
		}
		for _, s := range steps {
			s.Who = who
			story = append(story, s)
		}
	}
	step := func(do, what string, with ...string) browser.Step {
		return browser.Step{Do: do, What: what, With: with}
	}
	at := func(n int) string { return "/case/" + t.kept.Cast.Matter(n).Reference }
	const on = "Save and go on"

	as("a visitor",
		step("open", "/"), step("click", "Make a complaint"), step("click", "Begin"),
		step("choose", "No, none of these people, and none on the lists below"), step("click", on),
		step("choose", "It was done to me"), step("click", on),
		step("choose", "Without a name"), step("click", on),
		step("type", "What happened?", "The vane on our hall was turned while I spoke."), step("click", on),
		step("type", "When did it happen?", "28 October 2026"), step("click", on),
		step("choose", "On the day it happened"), step("click", on),
		step("type", "Who did it?", "Somebody who stood at the door"), step("click", on),
		step("click", on), step("click", on),
		step("click", "Send the complaint"), step("see", "It has been sent"), step("shot", "story-sent"))
	anonymous := t.kept.Cast.Matter(1)
	as("whoever sent the report",
		step("open", "/return"), step("type", "Reference", anonymous.Reference), step("type", "Receipt code", anonymous.Receipt),
		step("click", "Go to my complaint"), step("see", "Answer a question from the office"), step("click", "Answer a question from the office"),
		step("type", "Your answer", "In the cupboard. Two of us had a key."), step("click", "Send"), step("see", "In the cupboard."))
	as("Bobbin Halfbridge",
		step("open", at(1)+"/messages"), step("see", "In the cupboard."),
		step("open", at(1)), step("click", "Acknowledge"), step("click", "Look at what follows"), step("see", "Nothing has been done yet."),
		step("shot", "story-preview"), step("click", "Do it"), step("open", at(1)+"/timeline"), step("see", "Clause 4.2, Acknowledgement"))
	as("Bobbin Halfbridge", step("open", "/demo"), step("click", "Try it Open tomorrow's hearing though an exhibit came last night"),
		step("see", "clause 8.5"), step("shot", "story-refused"))
	as("Thimble Oatwhistle",
		step("see", "What comes next"), step("open", at(7)), step("see", "At the latest this ends on"), step("click", "Answer"),
		step("type", "What you send or say with it (you may leave this out)", "I said it, and the rest of the sentence takes it back."),
		step("click", "Look at what follows"), step("click", "Do it"), step("open", at(7)+"/timeline"), step("see", "Clause 7.5, The answer"))
	as("Gimlet Nettlewick", step("open", at(7)), step("see", "You are here as: Complainant"))
	as("Pumice Undercloud", step("open", "/cases?words="+t.kept.Cast.Matter(3).Reference), step("see", "No case of yours"),
		step("open", at(3)), step("see", "There is nothing here"))
	as("Ladle Thornybank", step("see", "Take up"), step("open", at(4)), step("see", "Dismissal"))
	as("Quarto Lanternsby", step("open", at(11)+"/brief"), step("see", "More likely than not"))
	as("Lozenge Farthingmere", step("open", at(12)), step("see", "Appeal board"))
	return story
}
