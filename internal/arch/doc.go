// Package arch has only tests: they hold the arrows between the packages.
package arch
