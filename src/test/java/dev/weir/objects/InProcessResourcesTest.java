package dev.weir.objects;

import dev.weir.client.Resources;
import dev.weir.client.ResourcesContract;
import dev.weir.platform.account.AccountFixture;
import org.junit.jupiter.api.AfterEach;

class InProcessResourcesTest extends ResourcesContract {
  private final AccountFixture server = new AccountFixture();

  @AfterEach
  void close() {
    server.close();
  }

  @Override
  protected Resources administrator() {
    return server.resources;
  }

  @Override
  protected Resources stranger() {
    return server.as("stranger");
  }
}
