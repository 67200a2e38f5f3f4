/** A planted room whose sign allows nothing, and which uses two others. */
@ApplicationModule(allowedDependencies = {})
package io.modelferry.plantedrooms.upstairs;

import org.springframework.modulith.ApplicationModule;
