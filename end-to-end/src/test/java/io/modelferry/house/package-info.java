/**
 * The walls of the house, as rules over the compiled classes of every module, and for each rule a planted violation that
 * shows that it can fail.
 * <p>Start reading at {@link io.modelferry.house.HouseRules}.
 */
@NullMarked
package io.modelferry.house;

import org.jspecify.annotations.NullMarked;
