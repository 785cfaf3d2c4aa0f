module github.com/recpause/recpause/cluster

go 1.26.0

replace github.com/recpause/recpause => ../

require (
	github.com/recpause/recpause v0.0.0
	github.com/santhosh-tekuri/jsonschema/v6 v6.0.3
)

require golang.org/x/text v0.14.0 // indirect
