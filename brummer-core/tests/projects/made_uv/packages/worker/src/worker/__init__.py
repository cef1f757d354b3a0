def main() -> None:
    print("Hello from worker!")
