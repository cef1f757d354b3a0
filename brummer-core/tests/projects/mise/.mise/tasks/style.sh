#!/usr/bin/env bash
#MISE description="Check the style of everything"
#MISE alias="l"
set -e
eslint .
