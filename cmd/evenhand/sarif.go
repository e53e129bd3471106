package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net/url"

	"github.com/evenhand/evenhand/check"
	"github.com/evenhand/evenhand/rulebook"
)

// SARIF 2.1.0 (Static Analysis Results Interchange Format, OASIS 2020), as far as a report needs it.
type (
	sarifLog struct {
		Schema  string     `json:"$schema"`
		Version string     `json:"version"`
		Runs    []sarifRun `json:"runs"`
	}
	sarifRun struct {
		Tool       sarifTool     `json:"tool"`
		Results    []sarifResult `json:"results"`
		ColumnKind string        `json:"columnKind"`
	}
	sarifTool struct {
		Driver sarifDriver `json:"driver"`
	}
	sarifDriver struct {
		Name            string      `json:"name"`
		SemanticVersion string      `json:"semanticVersion,omitempty"`
		InformationURI  string      `json:"informationUri"`
		Rules           []sarifRule `json:"rules"`
	}
	sarifRule struct {
		ID                   string       `json:"id"`
		ShortDescription     sarifText    `json:"shortDescription"`
		Help                 sarifText    `json:"help"`
		DefaultConfiguration sarifSetting `json:"defaultConfiguration"`
	}
	sarifSetting struct {
		Level string `json:"level"`
	}
	sarifText struct {
		Text string `json:"text"`
	}
	sarifResult struct {
		RuleID    string          `json:"ruleId"`
		RuleIndex int             `json:"ruleIndex"`
		Level     string          `json:"level"`
		Message   sarifText       `json:"message"`
		Locations []sarifLocation `json:"locations"`
		CodeFlows []sarifCodeFlow `json:"codeFlows,omitempty"`
	}
	sarifLocation struct {
		Physical *sarifPhysical `json:"physicalLocation,omitempty"`
		Logical  []sarifLogical `json:"logicalLocations,omitempty"`
		Message  *sarifText     `json:"message,omitempty"`
	}
	sarifPhysical struct {
		Artifact sarifArtifact `json:"artifactLocation"`
		Region   sarifRegion   `json:"region"`
	}
	sarifArtifact struct {
		URI string `json:"uri"`
	}
	sarifRegion struct {
		StartLine   int `json:"startLine"`
		StartColumn int `json:"startColumn"`
		EndLine     int `json:"endLine"`
		EndColumn   int `json:"endColumn"`
	}
	sarifLogical struct {
		FullyQualifiedName string `json:"fullyQualifiedName"`
		Kind               string `json:"kind"`
	}
	sarifCodeFlow struct {
		ThreadFlows []sarifThreadFlow `json:"threadFlows"`
	}
	sarifThreadFlow struct {
		Locations []sarifStep `json:"locations"`
	}
	sarifStep struct {
		Location       sarifLocation `json:"location"`
		ExecutionOrder int           `json:"executionOrder"`
	}
)

const sarifSchema = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

// printSARIF prints one log with one run, whatever the number of books.
func printSARIF(w io.Writer, reports []check.Report) error {
	run := sarifRun{ColumnKind: "unicodeCodePoints", Results: []sarifResult{}}
	run.Tool.Driver = sarifDriver{Name: "evenhand", InformationURI: "https://github.com/evenhand/evenhand"}
	index := map[string]int{}
	for _, k := range check.Kinds() {
		index[k.Name] = len(run.Tool.Driver.Rules)
		run.Tool.Driver.Rules = append(run.Tool.Driver.Rules, sarifRuleOf(k))
	}
	for _, r := range reports {
		for i := range r.Defects {
			d := &r.Defects[i]
			if _, known := index[d.Check]; !known {
				index[d.Check] = len(run.Tool.Driver.Rules)
				run.Tool.Driver.Rules = append(run.Tool.Driver.Rules, sarifRuleOf(check.Kind{Name: d.Check, Severity: d.Severity, Proves: d.Check, Help: d.Help}))
			}
			run.Results = append(run.Results, sarifResultOf(d, r.Book, index[d.Check]))
		}
	}
	out := json.NewEncoder(w)
	out.SetIndent("", "  ")
	out.SetEscapeHTML(false)
	return out.Encode(sarifLog{Schema: sarifSchema, Version: "2.1.0", Runs: []sarifRun{run}})
}

func sarifRuleOf(k check.Kind) sarifRule {
	help := k.Help
	if help == "" {
		help = "see doc/spec/checks.md"
	}
	return sarifRule{ID: k.Name, ShortDescription: sarifText{k.Proves}, Help: sarifText{help}, DefaultConfiguration: sarifSetting{k.Severity.String()}}
}

func sarifResultOf(d *check.Defect, book *rulebook.Book, rule int) sarifResult {
	at := sarifLocation{Physical: &sarifPhysical{
		Artifact: sarifArtifact{fileURI(d.File)},
		Region: sarifRegion{
			StartLine: max(1, d.Pos.Line), StartColumn: max(1, d.Pos.Col),
			EndLine: max(1, d.End.Line), EndColumn: max(1, d.End.Col),
		},
	}}
	if d.Clause != nil {
		at.Logical = []sarifLogical{{FullyQualifiedName: d.Clause.Number, Kind: "clause"}}
	}
	r := sarifResult{RuleID: d.Check, RuleIndex: rule, Level: d.Severity.String(), Message: sarifText{d.Msg}, Locations: []sarifLocation{at}}
	if len(d.Story.Steps) > 0 {
		r.CodeFlows = []sarifCodeFlow{{ThreadFlows: []sarifThreadFlow{{Locations: sarifSteps(d.Story, book)}}}}
	}
	return r
}

// sarifSteps makes a story a flow through the clauses of its acts.
func sarifSteps(s check.Story, book *rulebook.Book) []sarifStep {
	var list []sarifStep
	for i, step := range s.Steps {
		at := sarifLocation{Message: &sarifText{fmt.Sprintf("%v (day %d): %s", s.Start.Add(step.Day), step.Day, step.Act)}}
		for _, c := range book.Clauses {
			if c.Number == step.Clause && step.Clause != "" {
				at.Physical = &sarifPhysical{
					Artifact: sarifArtifact{fileURI(book.File)},
					Region:   sarifRegion{StartLine: c.Pos.Line, StartColumn: c.Pos.Col, EndLine: c.Pos.Line, EndColumn: c.Pos.Col + len(c.Number)},
				}
				at.Logical = []sarifLogical{{FullyQualifiedName: c.Number, Kind: "clause"}}
				break
			}
		}
		list = append(list, sarifStep{Location: at, ExecutionOrder: i + 1})
	}
	return list
}

// fileURI is a file's name as a relative reference.
func fileURI(name string) string { return (&url.URL{Path: name}).String() }
