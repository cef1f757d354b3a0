plugins {
    base
}

tasks.register("hello") {
    doLast { println("hello") }
}
