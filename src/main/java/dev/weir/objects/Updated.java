package dev.weir.objects;

import dev.weir.resource.ApiObject;

/**
 * Outcome of an update.
 *
 * @param created the update brought the object into being (HTTP 201)
 */
public record Updated(ApiObject object, boolean created) {}
