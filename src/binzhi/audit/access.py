"""Permissions of the room."""

from binzhi.kernel.permissions import declare

READ = declare("audit.read", zh="查看操作与查阅记录", en="Read the log of acts and look-ups")
