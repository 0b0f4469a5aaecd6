"""Debian's Chromium before a desk that is served over HTTP, for tests and for screenshots."""

from __future__ import annotations

import shutil
import threading
import time
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import uvicorn
from desk_client import SECRET
from selenium import webdriver
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request

from warehouse.desk.alone import look_again
from warehouse.desk.app import desk_app
from warehouse.desk.rendering import LANGUAGE
from warehouse.desk.surroundings import Surroundings

BROWSER, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")
AXE = Path(__file__).with_name("axe.min.js").read_text("utf-8")
ACCOUNT = "compte"
BEYOND = "/aide?airflow"
"""Where these pages lead to that are Airflow's."""


async def by_cookie(request: Request) -> str | None:
    return request.cookies.get(ACCOUNT)


@contextmanager
def served() -> Iterator[str]:
    """The address of a desk whose visitor is whoever a cookie says."""
    desk = desk_app(
        Surroundings(
            by_cookie, "", SECRET, look_again, dropped=look_again,
            run_link=lambda *_: BEYOND, approval_link=lambda: BEYOND,
        )
    )  # fmt: skip
    server = uvicorn.Server(
        uvicorn.Config(
            GZipMiddleware(desk), host="127.0.0.1", port=0, log_level="error", access_log=False
        )
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join(10)


@contextmanager
def browser() -> Iterator[webdriver.Chrome]:
    """A Chromium without a window."""
    options = Options()
    options.binary_location = str(BROWSER)
    for one in ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
                "--hide-scrollbars", "--window-size=1280,900"):  # fmt: skip
        options.add_argument(one)
    driver = webdriver.Chrome(options=options, service=Service(DRIVER))
    driver.set_page_load_timeout(60)
    try:
        yield driver
    finally:
        driver.quit()


FETCH = """
const done = arguments[1];
fetch(arguments[0]).then(async (answer) => {
    const bytes = new Uint8Array(await answer.arrayBuffer());
    done([answer.status, btoa(Array.from(bytes, (one) => String.fromCharCode(one)).join(''))]);
});
"""


class Visit:
    """One account at the desk, in a browser."""

    cookie = ACCOUNT

    def __init__(self, driver: webdriver.Chrome, address: str, account: str) -> None:
        self.driver, self.address = driver, address
        self.line(is_up=True)
        driver.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
        driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})
        driver.get(self.link("/tableau"))
        driver.delete_all_cookies()
        driver.execute_script("localStorage.clear()")
        driver.add_cookie({"name": self.cookie, "value": account})

    def link(self, path: str) -> str:
        """The address of a page of the desk."""
        return self.address + path

    def open(self, path: str) -> None:
        self.driver.get(self.link(path))

    def at(self) -> str:
        """The address of the page of the desk that she sees."""
        return str(self.driver.execute_script("return location.href"))

    def again(self) -> None:
        """The same page, loaded anew."""
        self._leave("location.reload()")

    def _leave(self, script: str, *given: str) -> None:
        """Have the page be another, and wait until that stands there."""
        self.driver.execute_script(f"window.isLeft = true; {script}", *given)
        stands = "return !window.isLeft && document.readyState === 'complete'"
        self.until(lambda: self.driver.execute_script(stands))

    def fetched(self, address: str) -> tuple[int, bytes]:
        """The status and the bytes of what stands at an address, as her browser gets it."""
        status, told = self.driver.execute_async_script(FETCH, address)
        return int(status), b64decode(told)

    def said(self, region: str) -> str:
        """What a live region says."""
        return str(self.driver.find_element(By.ID, region).text)

    def text(self) -> str:
        return str(self.driver.find_element(By.TAG_NAME, "main").text)

    def press(self, *keys: str) -> None:
        """Keys upon the page, as somebody presses them who has no mouse."""
        for key in keys:
            self.driver.switch_to.active_element.send_keys(key)

    def tab_to(self, selector: str, text: str = "", most: int = 150) -> Any:
        """Tab, until what is looked for has the focus: by keyboard it is reached, or it is not."""
        self.settle()
        seen: list[str] = []
        for _ in range(most):
            # Not to the element: to a file picker keys are the path of a file.
            ActionChains(self.driver).send_keys(Keys.TAB).perform()
            here = self.driver.switch_to.active_element
            asked = "return arguments[0].matches(arguments[1])"
            if self.driver.execute_script(asked, here, selector) and text in here.text:
                return here
            seen.append(f"{here.tag_name}#{here.get_attribute('id')}")
        raise AssertionError(f"the keyboard does not reach {selector} {text}: {seen}")

    def until(self, found: Any, seconds: float = 60) -> Any:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            try:
                if result := found():
                    return result
            except Exception:  # the page is being exchanged
                pass
            time.sleep(0.1)
        raise AssertionError(self.text()[:500])

    def settle(self) -> None:
        """Until the page is whole, its scripts too: a key that is pressed before is not heard."""
        asked = "return document.readyState"
        self.until(lambda: self.driver.execute_script(asked) == "complete")

    def violations(self) -> list[str]:
        """What axe-core finds of WCAG 2.2 A and AA: rule and place."""
        # Through the driver: the page's own policy lets no script in but the desk's.
        self.driver.execute_script(AXE)
        found = self.driver.execute_async_script(
            "const done = arguments[0]; axe.run(document, {runOnly: ['wcag2a', 'wcag2aa',"
            " 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']}).then(r => done(r.violations))"
        )
        return [
            f"{one['id']}: {node['target']} {node['html'][:120]}"
            for one in found
            for node in one["nodes"]
        ]

    def theme(self, name: str) -> None:
        self.driver.execute_script(f"localStorage.setItem('theme', '{name}')")

    def speak(self, language: str) -> None:
        self.driver.add_cookie({"name": LANGUAGE, "value": language})

    def scrolls_aside(self) -> int:
        """By how many pixels the page is wider than the window."""
        asked = "return document.documentElement.scrollWidth - window.innerWidth"
        return max(0, int(self.driver.execute_script(asked)))

    def whole_page(self, path: Path) -> None:
        """A picture of all of it, what is below the window too."""
        told = {"captureBeyondViewport": True}
        taken = self.driver.execute_cdp_cmd("Page.captureScreenshot", told)
        path.write_bytes(b64decode(taken["data"]))

    def size(self, width: int, height: int = 900) -> None:
        told = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", told)

    def likes_motion(self, is_liked: bool) -> None:
        value = "no-preference" if is_liked else "reduce"
        told = {"features": [{"name": "prefers-reduced-motion", "value": value}]}
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", told)

    def line(self, *, is_up: bool, bytes_a_second: int = -1) -> None:
        told = {
            "offline": not is_up, "latency": 0, "downloadThroughput": -1,
            "uploadThroughput": bytes_a_second,
        }  # fmt: skip
        self.driver.execute_cdp_cmd("Network.enable", {})
        self.driver.execute_cdp_cmd("Network.emulateNetworkConditions", told)


class FramedVisit(Visit):
    """One account at the desk in the frame of Airflow, which it signed on to by a token."""

    cookie = "_token"

    def link(self, path: str) -> str:
        return f"{self.address}/guichet{path}"

    def open(self, path: str) -> None:
        self.driver.switch_to.default_content()
        if "/plugin/guichet" not in self.driver.current_url:
            self.driver.get(f"{self.address}/plugin/guichet")
        frame = self.until(lambda: self.driver.find_element(By.TAG_NAME, "iframe"))
        self.driver.switch_to.frame(frame)
        self.until(lambda: "/guichet/" in self.at())
        self._leave("location.assign(arguments[0]); window.focus()", self.link(path))
        assert self.driver.execute_script("return window.top !== window"), "Airflow is around it"


__all__ = [
    "BROWSER", "DRIVER", "ActionChains", "By", "FramedVisit", "Keys", "Visit", "browser", "served",
]  # fmt: skip
