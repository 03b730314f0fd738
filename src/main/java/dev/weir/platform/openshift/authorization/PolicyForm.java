package dev.weir.platform.openshift.authorization;

import tools.jackson.databind.node.ObjectNode;

/** The members of a kind in the two forms. Pure. */
interface PolicyForm {
  /**
   * Gives an object OpenShift's members.
   *
   * @param rbac is changed
   */
  void show(ObjectNode rbac);

  /**
   * Gives an object the members of RBAC.
   *
   * @param written in OpenShift's form; is changed
   * @param before the object before, in OpenShift's form; an empty one for a new object
   * @throws dev.weir.resource.StatusException 422 if it contradicts itself or asks for what is no
   *     right
   */
  void keep(ObjectNode written, ObjectNode before);
}
