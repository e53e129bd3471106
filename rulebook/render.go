package rulebook

import "fmt"

// String returns the diagnostic on one line.
func (d Diagnostic) String() string {
	return fmt.Sprintf("%s:%d:%d: %v: %s [%s]", d.File, d.Pos.Line, d.Pos.Col, d.Severity, d.Msg, d.Check)
}
