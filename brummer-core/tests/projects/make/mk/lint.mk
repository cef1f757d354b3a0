.PHONY: lint
lint: ## Check the code
	cppcheck .
