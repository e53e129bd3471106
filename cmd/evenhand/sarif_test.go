package main

import (
	"encoding/json"
	"net/url"
	"strings"
	"testing"
)

// What SARIF 2.1.0 requires and allows of the parts that are printed, from its schema.
var (
	sarifMessage  = object(fields{"text": someText})
	sarifPlace    = object(fields{"uri": aReference})
	sarifArea     = object(fields{"startLine": atLeast(1), "startColumn": atLeast(1), "endLine": atLeast(1), "endColumn": atLeast(1)})
	sarifLocated  = object(fields{"artifactLocation": sarifPlace, "region": sarifArea})
	sarifWhere    = object(fields{"?physicalLocation": sarifLocated, "?logicalLocations": listOf(sarifNamed), "?message": sarifMessage})
	sarifNamed    = object(fields{"fullyQualifiedName": someText, "kind": someText})
	sarifStepping = object(fields{"location": sarifWhere, "executionOrder": atLeast(1)})
	sarifFlow     = object(fields{"threadFlows": listOf(object(fields{"locations": listOf(sarifStepping)}))})
	sarifLevel    = oneOf("none", "note", "warning", "error")

	sarifChecked = object(fields{
		"id": someText, "shortDescription": sarifMessage, "help": sarifMessage,
		"defaultConfiguration": object(fields{"level": sarifLevel}),
	})
	sarifFound = object(fields{
		"ruleId": someText, "ruleIndex": atLeast(0), "level": sarifLevel, "message": sarifMessage,
		"locations": listOf(sarifWhere), "?codeFlows": listOf(sarifFlow),
	})
	sarifShape = object(fields{
		"$schema": aReference, "version": oneOf("2.1.0"),
		"runs": listOf(object(fields{
			"tool": object(fields{"driver": object(fields{
				"name": someText, "?semanticVersion": someText, "informationUri": aReference, "rules": listOf(sarifChecked),
			})}),
			"columnKind": oneOf("unicodeCodePoints"),
			"results":    listOf(sarifFound),
		})),
	})
)

// aReference is a URI or a relative reference, of ASCII alone.
func aReference(at string, v any) []string {
	s, _ := v.(string)
	if _, err := url.Parse(s); err != nil || s == "" || strings.ContainsFunc(s, func(r rune) bool { return r <= ' ' || r > '~' || r == '"' }) {
		return wrong(at, v, "a URI")
	}
	return nil
}

// mustBeSARIF holds a log against the schema, and its references against what they refer to.
func mustBeSARIF(t *testing.T, text string) (results []any) {
	t.Helper()
	all := decoded(t, text)
	if len(all) != 1 {
		t.Fatalf("%d logs, want one", len(all))
	}
	mustHaveShape(t, sarifShape, all[0])
	if t.Failed() {
		return nil
	}
	rules := part(all[0], "runs", 0, "tool", "driver", "rules").([]any)
	seen := make(map[any]bool)
	for _, r := range rules {
		if seen[part(r, "id")] {
			t.Errorf("the rule %v stands twice", part(r, "id"))
		}
		seen[part(r, "id")] = true
	}
	results = part(all[0], "runs", 0, "results").([]any)
	for _, r := range results {
		i := number(part(r, "ruleIndex"))
		if i >= len(rules) || part(rules, i, "id") != part(r, "ruleId") {
			t.Errorf("rule %d is not %v", i, part(r, "ruleId"))
		}
		region := part(r, "locations", 0, "physicalLocation", "region")
		from, to := number(part(region, "startLine")), number(part(region, "endLine"))
		if to < from || to == from && number(part(region, "endColumn")) <= number(part(region, "startColumn")) {
			t.Errorf("the region of %v is empty: %v", part(r, "ruleId"), region)
		}
	}
	return results
}

func number(v any) int {
	n, _ := v.(json.Number).Int64()
	return int(n)
}

// A log holds every defect of every book, with its place and its story.
func TestSARIF(t *testing.T) {
	args := []string{models + "party-2019", models + "club"}
	stdout, stderr, status := ran(append([]string{"check", "--sarif"}, args...)...)
	if status != statusFound || stderr != "" {
		t.Fatalf("status %d, %s", status, stderr)
	}
	results := mustBeSARIF(t, stdout)
	asJSON, _, _ := ran(append([]string{"check", "--json"}, args...)...)
	var defects []any
	for _, report := range decoded(t, asJSON) {
		defects = append(defects, part(report, "defects").([]any)...)
	}
	if len(results) != len(defects) || len(defects) == 0 {
		t.Fatalf("%d results for %d defects", len(results), len(defects))
	}
	for i, d := range defects {
		r := results[i]
		region := part(r, "locations", 0, "physicalLocation", "region")
		if part(r, "ruleId") != part(d, "check") || part(r, "level") != part(d, "severity") ||
			part(r, "message", "text") != part(d, "message") ||
			part(region, "startLine") != part(d, "line") || part(region, "startColumn") != part(d, "column") {
			t.Errorf("the result %v does not say what the defect %v does", r, d)
		}
		story, flows := part(d, "story").([]any), part(r, "codeFlows")
		if len(story) == 0 {
			if flows != nil {
				t.Errorf("%v has a flow and no story", part(d, "check"))
			}
			continue
		}
		if steps := part(flows, 0, "threadFlows", 0, "locations").([]any); len(steps) != len(story) {
			t.Errorf("%v has %d steps, want %d", part(d, "check"), len(steps), len(story))
		}
	}
}
