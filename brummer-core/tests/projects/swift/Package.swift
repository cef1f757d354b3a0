// swift-tools-version: 5.9
import PackageDescription

let package = Package(
    name: "shop",
    targets: [
        .target(name: "Core"),
        .executableTarget(name: "shop", dependencies: ["Core"]),
        .testTarget(name: "CoreTests", dependencies: ["Core"]),
    ]
)
