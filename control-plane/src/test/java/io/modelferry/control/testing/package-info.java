/** Rooms without the house around them, and the whole house, on a real PostgreSQL. */
@NullMarked
package io.modelferry.control.testing;

import org.jspecify.annotations.NullMarked;
