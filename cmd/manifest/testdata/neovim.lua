-- Drives `manifest lsp` in Neovim, feature by feature, and writes down what each
-- did. Run by TestNeovim.
local result = {}
local client = vim.lsp.start_client({ name = 'manifest', cmd = { 'manifest', 'lsp' }, root_dir = vim.fn.getcwd() })
local buffer = vim.api.nvim_get_current_buf()
vim.lsp.buf_attach_client(buffer, client)
local get = vim.diagnostic.get

local function wait(what, is)
  if not vim.wait(20000, is, 10) then
    error('nothing came of ' .. what)
  end
end

local function ask(method, line, column, more)
  local params = vim.tbl_extend('force', {
    textDocument = { uri = vim.uri_from_bufnr(buffer) },
    position = { line = line, character = column },
    range = { start = { line = line, character = column }, ['end'] = { line = line, character = column } },
    context = { diagnostics = vim.empty_dict() },
  }, more or {})
  local answers = vim.lsp.buf_request_sync(buffer, method, params, 20000)
  local answer = answers and answers[client]
  if not answer or answer.err then
    error(method .. ': ' .. vim.inspect(answers))
  end
  return answer.result
end

local function find(text)
  for i, line in ipairs(vim.api.nvim_buf_get_lines(buffer, 0, -1, false)) do
    local at = line:find(text, 1, true)
    if at then
      return i - 1, at
    end
  end
  error('there is no ' .. text)
end

local function text()
  return table.concat(vim.api.nvim_buf_get_lines(buffer, 0, -1, false), '\n')
end

local function run()
  wait('diagnostics', function() return #get(buffer) > 0 end)
  result.diagnostics = vim.inspect(vim.tbl_map(function(d) return d.code end, get(buffer)))

  local line, column = find('rfi.detial')
  for _, action in ipairs(ask('textDocument/codeAction', line, column)) do
    if action.isPreferred then
      vim.lsp.util.apply_workspace_edit(action.edit, 'utf-16')
      break
    end
  end
  result.action = text():find('rfi.detail', 1, true) ~= nil
  wait('the repair', function() return #get(buffer) == 0 end)

  line, column = find('rfi.detail')
  result.hover = ask('textDocument/hover', line, column).contents.value
  result.completion = #ask('textDocument/completion', line, column + 3).items

  line, column = find('key: region')
  vim.lsp.util.apply_workspace_edit(ask('textDocument/rename', line, column + 6, { newName = 'area' }), 'utf-16')
  result.rename = text():find('{{area}}', 1, true) ~= nil and text():find('key: area', 1, true) ~= nil

  line = find('version:')
  vim.api.nvim_buf_set_lines(buffer, line, line + 1, false, { 'version:    0.1.0' })
  vim.lsp.util.apply_text_edits(ask('textDocument/formatting', 0, 0, { options = { tabSize = 2, insertSpaces = true } }), buffer, 'utf-16')
  result.format = text():find('\nversion: 0.1.0\n', 1, true) ~= nil

  -- The parameter that was renamed is a change to approve.
  local function approve(title)
    for _, action in ipairs(ask('textDocument/codeAction', line, 0)) do
      if action.title:find('^Approve #') and action.title:find(title, 1, true) then
        vim.lsp.util.apply_workspace_edit(action.edit, 'utf-16')
        return
      end
    end
    error('no action ' .. title)
  end
  line = find('version:')
  approve('(add a reason)')
  line = find('# manifest:approve')
  local comment = vim.api.nvim_buf_get_lines(buffer, line, line + 1, false)[1]
  vim.api.nvim_buf_set_lines(buffer, line, line + 1, false, { comment .. 'agreed with support' })
  approve('with this reason')
  result.comment = text():find('manifest:approve', 1, true) ~= nil
  vim.cmd('wall')

  vim.api.nvim_buf_set_lines(buffer, 0, -1, false, {}) -- everything is deleted
  wait('the empty file', function() return #get(buffer) == 1 and get(buffer)[1].code ~= 'version-unchanged' end)
  result.empty = get(buffer)[1].message
end

local ok, failed = pcall(run)
if not ok then
  result.failed = tostring(failed)
end
vim.fn.writefile({ vim.fn.json_encode(result) }, 'result.json')
vim.cmd('qall!')
