package main

import (
	"fmt"
	"io"
	"runtime"
	"runtime/debug"
)

const versionHelp = `Usage:
    evenhand version

Print the version of the program, the revision of its source where the build
recorded it, and what it was built with.

Example:
    $ evenhand version
    evenhand v1.2.0 (revision 3f1c5a90b7d2), go1.26.8 linux/amd64

Exit status: 0 printed, 2 wrong use, 3 could not be done.
`

func runVersion(e env, args []string) (found bool, err error) {
	options := newOptions("version")
	rest, err := parse(options, args)
	if err != nil {
		return false, err
	}
	if len(rest) > 0 {
		return false, seeHelp(options, wrongUse("version takes no arguments"))
	}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		info = new(debug.BuildInfo)
	}
	_, err = io.WriteString(e.stdout, versionLine(info))
	return false, err
}

func versionLine(info *debug.BuildInfo) string {
	version, revision := info.Main.Version, ""
	if version == "" || version == "(devel)" {
		version = "unreleased"
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" {
			revision = fmt.Sprintf(" (revision %.12s)", s.Value)
		}
	}
	return fmt.Sprintf("evenhand %s%s, %s %s/%s\n", version, revision, runtime.Version(), runtime.GOOS, runtime.GOARCH)
}
