"""The commands, a module each, of the name that is typed: it parses, calls one function of a stage and prints.

Modules of a stage are imported in the function that calls them, so that no command waits for what another one needs.
"""
