#!/usr/bin/env node
//MISE description="Unit tests"
