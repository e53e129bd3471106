module github.com/evenhand/evenhand

go 1.26
