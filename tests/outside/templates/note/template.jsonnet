// Says what it is given.
function(data) { text: data.text }
