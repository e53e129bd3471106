package demo

import "fmt"

// A Stop is one step of the tour of five minutes.
type Stop struct {
	Text string
	As   string // the player to be; empty: a visitor who is nobody
	Page string // where it is among the pages
}

// Tour leads through what the demonstration shows, in the order of the story.
func Tour(cast Cast) []Stop {
	anonymous := cast.Matter(1)
	at := func(n int) string { return "/case/" + cast.Matter(n).Reference }
	return []Stop{
		{"File a complaint as somebody who has just come in. You get a reference and a receipt code; with the code you come back.", "", "/complain"},
		{fmt.Sprintf("Be whoever sent the anonymous report, and answer the caseworker: reference %s, receipt code %s.", anonymous.Reference, anonymous.Receipt),
			"", "/return"},
		{"Be the general secretary and look for the case about the general secretary. There is none to be found.", "Pumice Undercloud", "/cases"},
		{"Be the caseworker and try to open tomorrow's hearing: it is the sixth try to cheat. It is refused, with the clause and with what would cure it.",
			"Bobbin Halfbridge", "/demo#cheat"},
		{"Be the respondent and read the whole sentence around the nine words that the charge quotes.", "Thimble Oatwhistle", at(7)},
		{"Move the clock to tomorrow. The suspension ends by itself, and the letters that say so appear.", "Bobbin Halfbridge", at(5)},
		{"Take the file of the lot and draw it again with evenhand lot. It comes out the same.", "Bobbin Halfbridge", at(8)},
		{"Be the complainant of a decided case and ask for it to be opened again. Outcry is no ground.", "Trivet Lowbarrow", at(10)},
		{`In the rule book change "28 days" to "as soon as possible" and try to adopt it. It is refused, with a story that has dates.`,
			"Marzipan Crook-Stile", "/rules"},
	}
}
