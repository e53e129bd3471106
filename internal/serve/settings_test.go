package serve

import (
	"os"
	"strings"
	"testing"
)

// TestTheExampleIsGood reads the commented example, as it stands and with everything in it said.
func TestTheExampleIsGood(t *testing.T) {
	text, err := os.ReadFile("../../doc/evenhand.conf")
	if err != nil {
		t.Fatal(err)
	}
	s, errs := ReadSettings(string(text))
	if len(errs) > 0 {
		t.Fatalf("the example has errors: %v", errs)
	}
	if !s.Secure || s.Listen != "127.0.0.1:8080" {
		t.Errorf("the example says %+v, want https and the usual port", s)
	}
	for key := range s.keys() {
		if !strings.Contains(string(text), "\n"+key+" = ") && !strings.Contains(string(text), "\n# "+key+" = ") {
			t.Errorf("the example does not tell of %s", key)
		}
	}
}

func TestSettingsToMend(t *testing.T) {
	for _, tt := range []struct{ name, text, want, fix string }{
		{"a slip", "dir = x\naddress = https://a.example\nlissen = 1", `line 3: there is no setting "lissen"`, `did you mean "listen"?`},
		{"no sign", "dir = x\naddress = https://a.example\nlisten", "line 3: there is no = in it", "write: key = value"},
		{"twice", "dir = x\ndir = y\naddress = https://a.example", `line 2: "dir" stands twice`, "leave one of them out"},
		{"no folder", "address = https://a.example", "it is not said where everything is kept", "add: dir = /var/lib/evenhand"},
		{"http abroad", "dir = x\naddress = http://a.example", "over http everybody on the way can read and change what is sent",
			"put a proxy with https before the office, and write: address = https://a.example"},
		{"mail from nobody", "dir = x\naddress = https://a.example\nmail-server = m:25", "mail-server is said, but not from whom mail comes", "add: mail-from = office@example.org"},
	} {
		_, errs := ReadSettings(tt.text)
		if len(errs) != 1 {
			t.Errorf("%s: %v, want one error", tt.name, errs)
			continue
		}
		e := errs[0].(*SettingError)
		if e.Error() != tt.want || e.Fix != tt.fix {
			t.Errorf("%s: %q, %q; want %q, %q", tt.name, e.Error(), e.Fix, tt.want, tt.fix)
		}
	}
}
