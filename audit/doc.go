// Package audit replays a record of what happened under a rule book and says of each norm whether the record shows
// that it was kept, shows that it was broken, does not show it, or is too uncertain to say.
//
// It judges what was recorded and nothing else: silence is not a breach, an uncertain date decides nothing, and the
// order of rows is no evidence. It never refuses an act; what happened, happened. The package follows
// doc/spec/audit.md and takes the meaning of rules from package matter. It is pure: it reads entries that it is
// given, and the same entries under the same books give the same report, in whatever order the rows stood.
package audit
