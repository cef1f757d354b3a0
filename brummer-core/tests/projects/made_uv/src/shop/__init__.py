def main() -> None:
    print("Hello from shop!")
