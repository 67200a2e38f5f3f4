/**
 * The system's own programs that some tests run: Chromium, Mosquitto, PostgreSQL, docker-compose. Absent means skipped with a line,
 * or failed where {@code MODELFERRY_REQUIRE=all}.
 * <p>Start reading at {@link io.modelferry.programs.SystemProgram}.
 */
@NullMarked
package io.modelferry.programs;

import org.jspecify.annotations.NullMarked;
