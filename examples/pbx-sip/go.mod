module github.com/recpause/recpause/examples/pbx-sip

go 1.26.0

replace github.com/recpause/recpause => ../../

require github.com/recpause/recpause v0.0.0
