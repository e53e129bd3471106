package demo

// A Stop is one step of the tour of five minutes.
type Stop struct {
	Text   string
	As     string // the player to be; empty: a visitor who is nobody
	Matter int    // 0: none of the twelve
	Page   string // where it is, when it is about no matter
}

// Address is where a stop is among the pages.
func (s Stop) Address(cast Cast) string {
	if s.Matter != 0 {
		return "/case/" + cast.Matter(s.Matter).Reference
	}
	return s.Page
}

// Tour leads through what the demonstration shows, in the order of the story.
var Tour = []Stop{
	{Text: "File a complaint as somebody who has just come in. You get a reference and a receipt code; with the code you come back.", Page: "/complain"},
	{Text: "Be the general secretary and look for the case about the general secretary. There is none to be found.", As: "Pumice Undercloud", Page: "/cases"},
	{Text: "Be the caseworker and try to open tomorrow's hearing. It is refused, with the clause and with what would cure it.", As: "Bobbin Halfbridge", Matter: 9},
	{Text: "Be the respondent and read the whole sentence around the nine words that the charge quotes.", As: "Thimble Oatwhistle", Matter: 7},
	{Text: "Move the clock to tomorrow. The suspension ends by itself, and the letters that say so appear.", As: "Bobbin Halfbridge", Matter: 5},
	{Text: "Take the file of the lot and draw it again with evenhand lot. It comes out the same.", As: "Bobbin Halfbridge", Matter: 8},
	{Text: "Be the complainant of a decided case and ask for it to be opened again. Outcry is no ground.", As: "Trivet Lowbarrow", Matter: 10},
	{Text: `In the rule book change "28 days" to "as soon as possible" and try to adopt it. It is refused, with a story that has dates.`, As: "Marzipan Crook-Stile", Page: "/rules"},
}
