/**
 * Fills the tables of an empty control plane with a large fleet. Only benches start it, as a program of its own: no device could enrol a
 * million times while somebody waits. It writes other rooms' tables behind their backs, which nothing else may do.
 * <p>In: a data folder with a running embedded PostgreSQL. Start reading at {@link io.modelferry.control.seeding.SeededFleet}.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {})
package io.modelferry.control.seeding;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
