// Package compare says what an amendment of a rule book changes: clause by clause what the text and the blocks say
// otherwise, and for each changed procedure the shortest dated stories that one version allows and the other refuses.
//
// Stories are found by running both versions side by side through package matter, on real days: a story is printed only
// after both kernels have given their answer to it. The search goes to the nearest differences first and stops at its
// budget, which is said. The package is pure, and the same books give the same bytes.
package compare
