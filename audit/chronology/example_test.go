package chronology_test

import (
	"fmt"
	"io"
	"strings"

	"github.com/evenhand/evenhand/audit/chronology"
)

func Example() {
	const text = `date,event,by,as,matter
2019-02-27,suspended,the office,officer,M1
2019-04,statement made,the respondent,respondent,M1
,decided,the panel,panel,M1
`
	log, err := chronology.Open(strings.NewReader(text), "chronology.csv", chronology.Options{
		Report: func(d chronology.Diagnostic) {
			fmt.Println(d.Error())
			fmt.Println("    hint:", d.Hint)
		},
	})
	for err == nil {
		var b chronology.Batch
		b, err = log.Next()
		for _, e := range b.Entries {
			fmt.Println(e.Matter, e.Date, e.Event)
		}
	}
	if err != io.EOF {
		fmt.Println(err)
		return
	}
	events, _, unreadable := log.Counts()
	fmt.Println(events, "events,", unreadable, "unreadable")

	// Output:
	// M1 2019-02-27 suspended
	// M1 2019-04 statement made
	// chronology.csv:4:1: no-date: this entry has no date
	//     hint: a date not known exactly may be written as 2019, 2019-04 or 2019-04-10/2019-04-20
	// 2 events, 1 unreadable
}
