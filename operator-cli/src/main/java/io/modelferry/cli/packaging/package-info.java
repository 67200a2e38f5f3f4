/**
 * {@code ferry agent package}: a folder with everything that a device needs to run the agent.
 * <p>In: the built agent and a JDK. Out: the folder, and what it weighs.
 * <p>Start reading at {@link io.modelferry.cli.packaging.AgentPackage}. What runs on the device is in {@code resources/…/packaging}.
 */
@NullMarked
package io.modelferry.cli.packaging;

import org.jspecify.annotations.NullMarked;
