package main

import (
	"runtime"
	"runtime/debug"
	"testing"
)

func TestVersionLine(t *testing.T) {
	built := ", " + runtime.Version() + " " + runtime.GOOS + "/" + runtime.GOARCH + "\n"
	revision := []debug.BuildSetting{{Key: "vcs", Value: "git"}, {Key: "vcs.revision", Value: "3f1c5a90b7d2e8"}}
	tests := []struct {
		name string
		info debug.BuildInfo
		want string
	}{
		{"nothing recorded", debug.BuildInfo{}, "evenhand unreleased" + built},
		{"built from a checkout", debug.BuildInfo{Main: debug.Module{Version: "(devel)"}, Settings: revision},
			"evenhand unreleased (revision 3f1c5a90b7d2)" + built},
		{"installed", debug.BuildInfo{Main: debug.Module{Version: "v1.2.0"}}, "evenhand v1.2.0" + built},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := versionLine(&tt.info); got != tt.want {
				t.Errorf("versionLine = %q, want %q", got, tt.want)
			}
		})
	}
}
